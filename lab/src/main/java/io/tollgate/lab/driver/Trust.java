package io.tollgate.lab.driver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Whom a server that speaks TLS must be vouched for by. Thread-safe.
public final class Trust {
    private final TrustManager[] managers;

    private Trust(@Nullable KeyStore certificates) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(certificates);
        this.managers = factory.getTrustManagers();
    }

    /// Those whom this JVM trusts.
    public static Trust ofSystem() {
        try {
            return new Trust(null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM trusts nobody", e);
        }
    }

    /// The certificates of a PEM file and nobody else; a server's own may be one of them.
    ///
    /// @throws IOException when there is none in it that can be read
    public static Trust of(Path pem) throws IOException {
        try (InputStream in = Files.newInputStream(pem)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Certificate certificate : certificates) {
                store.setCertificateEntry(String.valueOf(store.size()), certificate);
            }
            if (store.size() == 0) {
                throw new IOException(pem + " holds no certificate");
            }
            return new Trust(store);
        } catch (GeneralSecurityException e) {
            throw new IOException(pem + " holds no certificate in PEM", e);
        }
    }

    /// Another one for each client. With one for all they would resume each other's sessions, which people cannot, and spare
    /// the server most of their handshakes.
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM speaks no TLS", e);
        }
    }
}
