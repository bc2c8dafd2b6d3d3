package io.tollgate.server.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;

/// A key pair on the curve P-256.
///
/// @param publicJwk what is published
/// @param activeFrom when it begins to sign; it verifies from the start
record SigningKey(
        String kid, ECKey publicJwk, JWSSigner signer, JWSVerifier verifier, Instant createdAt, Instant activeFrom) {

    static KeyPair generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks P-256", e);
        }
    }

    /// @param publicKey X.509 encoding
    /// @param privateKey PKCS #8 encoding
    static SigningKey decode(String kid, byte[] publicKey, byte[] privateKey, Instant createdAt, Instant activeFrom) {
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            ECPublicKey decoded = (ECPublicKey) factory.generatePublic(new X509EncodedKeySpec(publicKey));
            ECKey jwk = new ECKey.Builder(Curve.P_256, decoded)
                    .keyID(kid)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .build();
            JWSSigner signer =
                    new ECDSASigner(factory.generatePrivate(new PKCS8EncodedKeySpec(privateKey)), Curve.P_256);
            return new SigningKey(kid, jwk, signer, new ECDSAVerifier(decoded), createdAt, activeFrom);
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalStateException("the signing key " + kid + " cannot be read", e);
        }
    }

    @Override
    public String toString() {
        return "SigningKey[" + kid + "]";
    }
}
