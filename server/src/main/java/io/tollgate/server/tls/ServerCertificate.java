package io.tollgate.server.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/// A certificate with what vouches for it, and its key. Checked: they belong together and are valid now.
///
/// @param chain the server's own first
record ServerCertificate(List<X509Certificate> chain, PrivateKey key) {
    private static final String SETTING = "tls.certificate";

    /// @throws UnusableCertificateException saying which of the two is wrong and how
    static ServerCertificate read(CertificateFiles files, Instant now) {
        List<X509Certificate> chain = parse(files.readCertificate(), files.certificate());
        checkOrder(chain, files.certificate());
        X509Certificate own = chain.getFirst();
        if (now.isAfter(own.getNotAfter().toInstant())) {
            throw wrong(files.certificate() + " expired at " + own.getNotAfter().toInstant());
        }
        if (now.isBefore(own.getNotBefore().toInstant())) {
            throw wrong(files.certificate() + " is not valid before "
                    + own.getNotBefore().toInstant() + "; is the clock right?");
        }
        PrivateKey key = PrivateKeyPem.parse(
                files.readKey(), files.key(), own.getPublicKey().getAlgorithm());
        if (!match(own.getPublicKey(), key)) {
            throw new UnusableCertificateException("tls.key", files.key() + " is not the key of the first certificate in "
                    + files.certificate() + ", which is that of " + own.getSubjectX500Principal());
        }
        return new ServerCertificate(chain, key);
    }

    private static List<X509Certificate> parse(byte[] pem, Path file) {
        try {
            List<X509Certificate> chain =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!chain.isEmpty()) {
                return chain;
            }
        } catch (CertificateException e) {
            // Said below.
        }
        throw wrong(file + " holds no certificate in PEM (-----BEGIN CERTIFICATE-----)");
    }

    /// What a key store asks for, which else says only that something is wrong.
    private static void checkOrder(List<X509Certificate> chain, Path file) {
        for (int i = 1; i < chain.size(); i++) {
            X500Principal issuer = chain.get(i - 1).getIssuerX500Principal();
            X500Principal next = chain.get(i).getSubjectX500Principal();
            if (!next.equals(issuer)) {
                throw wrong(file + " is out of order: after the certificate of " + chain.get(i - 1).getSubjectX500Principal()
                        + " must come that of its issuer, " + issuer + ", not that of " + next);
            }
        }
        if (new HashSet<>(chain).size() < chain.size()) {
            throw wrong(file + " holds a certificate twice");
        }
    }

    /// By signing something, which works for every kind of key.
    private static boolean match(PublicKey own, PrivateKey key) {
        String algorithm =
                switch (own.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> own.getAlgorithm();
                };
        byte[] something = "tollgate".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(something);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(own);
            verifier.update(something);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static UnusableCertificateException wrong(String what) {
        return new UnusableCertificateException(SETTING, what);
    }

    Instant validUntil() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    @Override
    public String toString() {
        return "ServerCertificate[" + chain.getFirst().getSubjectX500Principal() + ", until " + validUntil() + "]";
    }
}
