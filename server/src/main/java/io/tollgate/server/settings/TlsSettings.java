package io.tollgate.server.settings;

import java.nio.file.Path;
import java.util.Optional;

/// TLS of the server's own.
///
/// @param certificate PEM file, the server's own certificate first
/// @param key         PEM file with its private key
public record TlsSettings(Path certificate, Path key) {

    static Optional<TlsSettings> from(SettingsReader in) {
        Optional<String> certificate = in.optional("tls.certificate");
        Optional<String> key = in.optional("tls.key");
        if (certificate.isPresent() && key.isEmpty()) {
            in.problem("tls.key", "is missing; tls.certificate needs its private key");
        }
        if (key.isPresent() && certificate.isEmpty()) {
            in.problem("tls.certificate", "is missing; tls.key is its private key");
        }
        return certificate.flatMap(chain -> key.map(own -> new TlsSettings(Path.of(chain), Path.of(own))));
    }
}
