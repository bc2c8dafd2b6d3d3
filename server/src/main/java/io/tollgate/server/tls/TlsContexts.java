package io.tollgate.server.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/// What is spoken with a certificate: TLS 1.3 and 1.2, of the latter only what is forward secret and authenticated.
final class TlsContexts {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    /// Clients that take no ticket are remembered in memory, which must not grow with their number.
    private static final int REMEMBERED_SESSIONS = 1_000;

    private static final int SESSION_SECONDS = 3_600;
    private static final char[] NO_PASSWORD = {};

    private TlsContexts() {}

    static SSLContext of(ServerCertificate certificate) {
        // Read when the first context is made. A client could otherwise have us do handshake after handshake on one
        // connection (CVE-2011-1473); no client of today wants to.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            store.setKeyEntry(
                    "server", certificate.key(), NO_PASSWORD, certificate.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            context.getServerSessionContext().setSessionCacheSize(REMEMBERED_SESSIONS);
            context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no TLS with " + certificate, e);
        }
    }

    static SSLParameters parameters(SSLContext context) {
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setCipherSuites(Arrays.stream(parameters.getCipherSuites())
                .filter(TlsContexts::isModern)
                .toArray(String[]::new));
        return parameters;
    }

    private static boolean isModern(String suite) {
        boolean ofTls13 = suite.startsWith("TLS_AES_") || suite.startsWith("TLS_CHACHA20_");
        return ofTls13 || suite.startsWith("TLS_ECDHE_") && (suite.contains("_GCM_") || suite.contains("_CHACHA20_"));
    }
}
