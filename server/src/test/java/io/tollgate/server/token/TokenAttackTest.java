package io.tollgate.server.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.RawHttp;
import io.tollgate.server.testing.TestServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenAttackTest {
    private static ManualClock clock;
    private static TestServer server;
    private static ApiClient client;

    private Answer signedUp;
    private SignedJWT genuine;
    private ECKey published;

    @BeforeAll
    static void start() {
        clock = new ManualClock();
        server = TestServer.start(clock, Map.of());
        client = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void signUp() throws ParseException {
        signedUp = client.signUp(People.freshEmail());
        genuine = SignedJWT.parse(signedUp.at("/accessToken"));
        published = ECKey.parse(client.get("/.well-known/jwks.json").json().at("/keys/0").toString());
    }

    private static void assertRefused(String token) {
        Answer answer = client.as(token).get("/api/auth/me");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("invalid_token");
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(client.as(token).get("/api/admin/users").status()).isEqualTo(401);
    }

    private JWTClaimsSet claims() {
        try {
            return genuine.getJWTClaimsSet();
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    private static ECKey ownKey() throws JOSEException {
        return new ECKeyGenerator(Curve.P_256).keyID("own").generate();
    }

    @Test
    void genuineTokenIsAccepted() {
        assertThat(client.as(genuine.serialize()).get("/api/auth/me").status()).isEqualTo(200);
    }

    @Test
    void carriesTheClaimsThatAreDocumented() {
        assertThat(claims().getClaims())
                .containsOnlyKeys("iss", "sub", "sid", "role", "auth_time", "iat", "exp", "jti");
        assertThat(claims().getSubject()).isEqualTo(signedUp.at("/user/id"));
    }

    @Nested
    class Algorithm {

        @Test
        void noneIsRefused() {
            assertRefused(new PlainJWT(claims()).serialize());
            String header = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(("{\"alg\":\"none\",\"kid\":\"" + published.getKeyID() + "\"}")
                            .getBytes(StandardCharsets.UTF_8));
            String payload = genuine.serialize().split("\\.")[1];
            assertRefused(header + "." + payload + ".");
            assertRefused(header + "." + payload + "." + genuine.getSignature());
            assertRefused(header.replace("none", "nOnE") + "." + payload + ".");
        }

        @Test
        void secretMadeOfThePublicKeyIsRefused() throws JOSEException {
            byte[] der = published.toECPublicKey().getEncoded();
            String pem = "-----BEGIN PUBLIC KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                    + "\n-----END PUBLIC KEY-----\n";
            for (byte[] secret : List.of(
                    der,
                    pem.getBytes(StandardCharsets.UTF_8),
                    pem.strip().getBytes(StandardCharsets.UTF_8),
                    published.toJSONString().getBytes(StandardCharsets.UTF_8))) {
                JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(published.getKeyID()).build();
                assertRefused(signed(header, claims(), new MACSigner(secret)));
            }
        }

        @Test
        void otherThanOursIsRefused() throws JOSEException {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(published.getKeyID()).build();

            assertRefused(signed(header, claims(), new RSASSASigner(new RSAKeyGenerator(2048).generate())));
        }
    }

    @Nested
    class Key {

        private JWSHeader.Builder header(String kid) {
            return new JWSHeader.Builder(JWSAlgorithm.ES256).type(JOSEObjectType.JWT).keyID(kid);
        }

        @Test
        void thatIsNotOursIsRefusedUnderItsOwnAndOurId() throws JOSEException {
            ECKey own = ownKey();
            for (String kid : List.of(own.getKeyID(), published.getKeyID(), "", "../../dev/null", "' OR 1=1 --")) {
                assertRefused(signed(header(kid).build(), claims(), new ECDSASigner(own)));
            }
            assertRefused(signed(header(published.getKeyID()).keyID(null).build(), claims(), new ECDSASigner(own)));
        }

        @Test
        void thatTheTokenBringsAlongIsRefused() throws JOSEException {
            ECKey own = ownKey();
            JWK embedded = own.toPublicJWK();

            assertRefused(signed(header("own").jwk(embedded).build(), claims(), new ECDSASigner(own)));
            assertRefused(signed(header(published.getKeyID()).jwk(embedded).build(), claims(), new ECDSASigner(own)));
            assertRefused(signed(
                    header("own").jwkURL(URI.create("http://127.0.0.1:1/jwks.json")).build(),
                    claims(),
                    new ECDSASigner(own)));
        }

        @Test
        void ofAnotherDatabaseIsRefused() {
            try (TestServer other = TestServer.start(clock, Map.of())) {
                assertRefused(other.client().signUp(People.freshEmail()).at("/accessToken"));
            }
        }
    }

    @Nested
    class Content {

        @Test
        void alteredPayloadIsRefused() {
            String[] parts = genuine.serialize().split("\\.");
            for (String altered : List.of(
                    claims().toString().replace("\"user\"", "\"admin\""),
                    claims().toString().replaceAll("\"exp\":\\d+", "\"exp\":99999999999"),
                    "{}",
                    "")) {
                String payload = Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(altered.getBytes(StandardCharsets.UTF_8));
                assertRefused(parts[0] + "." + payload + "." + parts[2]);
            }
        }

        @Test
        void alteredSignatureIsRefused() {
            String[] parts = genuine.serialize().split("\\.");
            char first = parts[2].charAt(0) == 'A' ? 'B' : 'A';
            assertRefused(parts[0] + "." + parts[1] + "." + first + parts[2].substring(1));
            assertRefused(parts[0] + "." + parts[1] + ".");
            assertRefused(parts[0] + "." + parts[1]);
            assertRefused(parts[0] + "." + parts[1] + "." + parts[2] + parts[2]);
            // The signature of zeros that broken verifiers accept (CVE-2022-21449).
            assertRefused(parts[0] + "." + parts[1] + "." + "A".repeat(86));
        }

        @Test
        void expiredTokenIsRefused() {
            clock.advance(Duration.ofMinutes(15).minusMillis(1));
            assertThat(client.as(genuine.serialize()).get("/api/auth/me").status()).isEqualTo(200);

            clock.advance(Duration.ofMillis(1));

            assertRefused(genuine.serialize());
        }

        @Test
        void tokenOfEndedSessionIsRefused() {
            client.as(genuine.serialize()).post("/api/auth/logout");

            assertRefused(genuine.serialize());
        }

        @Test
        void nonsenseIsRefused() {
            for (String token : List.of("", ".", "..", "...", "a.b.c", "%00", "{}", "null", "e30.e30.e30", "=".repeat(500))) {
                assertRefused(token);
            }
        }

        @Test
        void megabyteIsRefused() {
            try (RawHttp connection = RawHttp.connect(server.port())) {
                connection.sendWhatIsTaken(("GET /api/auth/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                + "a".repeat(1 << 20) + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));

                assertThat(connection.reply().orElseThrow().status()).isEqualTo(431);
            }
            assertRefused("a".repeat(12_000));
        }
    }

    /// Validly signed by us, so that only the claim decides.
    @Test
    void anotherIssuerIsRefused(@TempDir Path folder) throws ParseException {
        String token;
        try (TestServer before = TestServer.start(clock, Map.of("tokens.issuer", "other"), folder)) {
            token = before.client().signUp(People.freshEmail()).at("/accessToken");
            assertThat(before.client().as(token).get("/api/auth/me").status()).isEqualTo(200);
        }
        try (TestServer after = TestServer.start(clock, Map.of(), folder)) {
            assertThat(after.client().get("/.well-known/jwks.json").at("/keys/0/kid"))
                    .isEqualTo(SignedJWT.parse(token).getHeader().getKeyID());
            assertThat(after.client().as(token).get("/api/auth/me").code()).isEqualTo("invalid_token");
        }
    }

    @Nested
    class Kind {

        private String dashboardCookie() {
            return client.post(
                            "/api/admin/session",
                            Map.of("email", TestServer.ADMIN, "password", TestServer.ADMIN_PASSWORD))
                    .headers()
                    .allValues("Set-Cookie")
                    .stream()
                    .filter(cookie -> cookie.startsWith("tollgate_dashboard="))
                    .map(cookie -> cookie.substring("tollgate_dashboard=".length(), cookie.indexOf(';')))
                    .findFirst()
                    .orElseThrow();
        }

        private void assertRefusedAsRefreshToken(String text) {
            Answer answer = client.refresh(text);
            assertThat(answer.status()).isIn(400, 401);
            assertThat(answer.code()).isIn("invalid_request", "invalid_token");
        }

        @Test
        void refreshTokenIsNoAccessToken() {
            assertRefused(signedUp.at("/refreshToken"));
        }

        @Test
        void accessTokenIsNoRefreshToken() {
            assertRefusedAsRefreshToken(genuine.serialize());
        }

        @Test
        void dashboardCookieIsNeitherToken() {
            String cookie = dashboardCookie();

            assertThat(client.refresh(cookie).code()).isEqualTo("invalid_token");
            assertRefused(cookie);
            assertThat(client.with("Cookie", "tollgate_dashboard=" + cookie).get("/api/admin/users").status())
                    .isEqualTo(200);
        }

        @Test
        void tokensOfAdminAreNoDashboardCookie() {
            Answer login = client.logIn(TestServer.ADMIN, TestServer.ADMIN_PASSWORD);

            for (String pointer : List.of("/refreshToken", "/accessToken")) {
                assertThat(client.with("Cookie", "tollgate_dashboard=" + login.at(pointer))
                                .get("/api/admin/users")
                                .status())
                        .isEqualTo(401);
            }
            assertThat(client.refresh(login.at("/refreshToken")).status()).isEqualTo(200);
        }
    }

    /// What was revoked is remembered for as long as tokens live.
    @Test
    void tokenOfLongerLifeThanTokensHaveTodayIsRefused(@TempDir Path folder) {
        String token;
        try (TestServer before = TestServer.start(clock, Map.of("tokens.access-ttl", "1h"), folder)) {
            token = before.client().signUp(People.freshEmail()).at("/accessToken");
        }
        try (TestServer after = TestServer.start(clock, Map.of("tokens.access-ttl", "15m"), folder)) {
            assertThat(after.client().as(token).get("/api/auth/me").status()).isEqualTo(200);
            clock.advance(Duration.ofMinutes(16));
            assertThat(after.client().as(token).get("/api/auth/me").status()).isEqualTo(401);
        }
    }
}
