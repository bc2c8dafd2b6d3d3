package io.tollgate.server.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/// Where the certificate and its key are.
///
/// @param certificate PEM, the server's own certificate first, then those that vouch for it
/// @param key         PEM, PKCS#8, not encrypted
record CertificateFiles(Path certificate, Path key) {
    private static final long LARGEST = 1 << 20;

    /// What tells one state of the files from another.
    record Version(String certificate, String key) {}

    /// Follows symbolic links, which is what certbot moves.
    ///
    /// @return empty while one of them cannot be looked at
    Optional<Version> version() {
        try {
            return Optional.of(new Version(version(certificate), version(key)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String version(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.lastModifiedTime() + "/" + attributes.size() + "/" + attributes.fileKey();
    }

    /// @throws UnusableCertificateException when it cannot be read
    byte[] readCertificate() {
        return read("tls.certificate", certificate);
    }

    /// @throws UnusableCertificateException when it cannot be read
    byte[] readKey() {
        return read("tls.key", key);
    }

    private static byte[] read(String setting, Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new UnusableCertificateException(setting, file + " is too large for a PEM file");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            // The class says why: no such file, access denied, a folder.
            throw new UnusableCertificateException(
                    setting, file + " cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }
}
