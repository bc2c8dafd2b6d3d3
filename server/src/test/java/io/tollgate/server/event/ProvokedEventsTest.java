package io.tollgate.server.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// No type of event is only declared: each has a test that has it happen. Whoever adds a type has to name one.
class ProvokedEventsTest {
    private static final Path TESTS = Path.of("src/test/java");

    private static String testOf(EventType type) {
        return switch (type) {
            case AUTHN_LOGIN_SUCCESS,
                    AUTHN_LOGIN_FAIL,
                    AUTHN_LOGIN_FAIL_MAX,
                    AUTHN_LOGIN_LOCK,
                    AUTHN_PASSWORD_SPRAYING,
                    AUTHN_PASSWORD_CHANGE,
                    EXCESS_RATE_LIMIT_EXCEEDED,
                    MALICIOUS_BOT,
                    MALICIOUS_ATTACK_TOOL,
                    MALICIOUS_SIGNUP_FLOOD,
                    ADDRESS_BANNED -> "SignalEventsTest";
            case AUTHN_ACCOUNT_TAKEOVER -> "AccountTakeoverTest";
            case AUTHN_PASSWORD_RESET, USER_VERIFIED -> "EmailVerificationTest";
            case AUTHN_PASSWORD_RESET_REQUEST -> "ConfirmedSignUpTest";
            case AUTHN_TOKEN_REUSE, AUTHN_RAPID_REFRESH, AUTHN_IMPOSSIBLE_TRAVEL, AUTHN_NEW_DEVICES ->
                "SessionAnomaliesTest";
            case AUTHZ_FAIL -> "DecisionTest";
            case AUTHZ_ADMIN, AUTHZ_CHANGE, ADDRESS_UNBANNED, ADDRESS_ALLOWED, USER_DISABLED, USER_ENABLED ->
                "AdminActsTest";
            case SESSION_ENDED -> "TokenAdministrationTest";
            case USER_CREATED -> "MarkedSecretsTest";
            case SYS_STARTUP -> "EventEndpointsTest";
            case SYS_SHUTDOWN -> "EventModuleTest";
            case SYS_STORE_OUTAGE, SYS_STORE_RECOVERED -> "RedisOutageTest";
            case SYS_NODE_LOST, SYS_NODE_RECOVERED -> "NodeRegistryTest";
            case SYS_LIMITS_PER_NODE -> "NodesTest";
            case SYS_CERTIFICATE_EXPIRES -> "CertificateNoticesTest";
            case SYS_EVENTS_LOST -> "JournalTest";
        };
    }

    @ParameterizedTest
    @EnumSource
    void isLookedForByTheTestThatProvokesIt(EventType type) throws IOException {
        assertThat(sourceOf(testOf(type)))
                .containsPattern(Pattern.compile("\\b(" + type.text() + "|EventType\\." + type.name() + ")\\b"));
    }

    private static String sourceOf(String test) throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            Path file = files.filter(path -> path.endsWith(test + ".java")).findFirst().orElseThrow();
            return Files.readString(file);
        }
    }
}
