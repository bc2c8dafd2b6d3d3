package io.tollgate.server.tls;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a private key of RFC 7468, section 10. What else people call a key file gets the command that makes one of it.
final class PrivateKeyPem {
    private static final String SETTING = "tls.key";
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([^-]*)-----END \\1-----");

    private PrivateKeyPem() {}

    /// @param algorithm that of the certificate's key, such as RSA or EC
    /// @throws UnusableCertificateException when there is no such key in it
    static PrivateKey parse(byte[] pem, Path file, String algorithm) {
        Matcher block = BLOCK.matcher(new String(pem, StandardCharsets.ISO_8859_1));
        if (!block.find()) {
            throw wrong(file + " holds no private key in PEM (-----BEGIN PRIVATE KEY-----)");
        }
        return switch (block.group(1)) {
            case "PRIVATE KEY" -> decode(block.group(2), file, algorithm);
            case "ENCRYPTED PRIVATE KEY" ->
                throw wrong(file + " is encrypted; decrypt it: openssl pkey -in " + file + " -out NEW");
            default ->
                throw wrong(file + " is not PKCS#8; convert it: openssl pkcs8 -topk8 -nocrypt -in " + file + " -out NEW");
        };
    }

    private static PrivateKey decode(String base64, Path file, String algorithm) {
        byte[] encoded = new byte[0];
        try {
            encoded = Base64.getMimeDecoder().decode(base64);
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Without the cause, whose message may tell of the key.
            throw wrong(file + " holds no private key of the kind in tls.certificate, which is " + algorithm);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static UnusableCertificateException wrong(String what) {
        return new UnusableCertificateException(SETTING, what);
    }
}
