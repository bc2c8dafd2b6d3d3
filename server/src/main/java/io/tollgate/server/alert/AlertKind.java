package io.tollgate.server.alert;

import io.tollgate.server.event.EventType;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What an alert is about. Decides how urgent it is and how long it waits for others of its kind.
enum AlertKind {
    /// Waits a moment, for the ban that follows a filled budget.
    BRUTE_FORCE(Priority.HIGH, Duration.ofSeconds(2), "password guessing"),
    ACCOUNT_TAKEOVER(Priority.CRITICAL, Duration.ZERO, "account taken over"),
    SESSION_THEFT(Priority.HIGH, Duration.ZERO, "stolen session"),
    RAPID_REFRESH(Priority.HIGH, Duration.ZERO, "rapid refresh of a session"),
    IP_BANNED(Priority.HIGH, Duration.ZERO, "address banned"),
    BOT(Priority.MEDIUM, Duration.ofMinutes(5), "requests of a bot"),
    RATE_LIMIT_ABUSE(Priority.MEDIUM, Duration.ofMinutes(5), "abuse of a rate limit"),
    SEVERAL_DEVICES(Priority.LOW, Duration.ofHours(1), "several new devices"),
    NODE_LOST(Priority.HIGH, Duration.ZERO, "node lost"),
    CERTIFICATE_EXPIRES(Priority.HIGH, Duration.ZERO, "TLS certificate expires"),
    OTHER(Priority.MEDIUM, Duration.ofMinutes(15), "security event"),
    PERFORMANCE(Priority.HIGH, Duration.ZERO, "performance");

    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    private final Priority priority;
    private final Duration batching;
    private final String headline;

    AlertKind(Priority priority, Duration batching, String headline) {
        this.priority = priority;
        this.batching = batching;
        this.headline = headline;
    }

    Priority priority() {
        return priority;
    }

    /// How long after its first alert a message goes out.
    Duration batching() {
        return batching;
    }

    /// Whether one message tells of all alerts that begin before it goes out; otherwise each has its own.
    boolean isBatched() {
        return batching.compareTo(AT_ONCE) > 0;
    }

    /// What a person calls it.
    String headline() {
        return headline;
    }

    /// The name in the database, in answers and in messages.
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// As [#text] gave it; empty for a kind that only another version knows, which may serve beside this one or have served
    /// before it.
    static Optional<AlertKind> parse(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
    }

    /// As [#parse]; what only another version knows is shown and sent as [#OTHER].
    static AlertKind of(String text) {
        return parse(text).orElse(OTHER);
    }

    /// The kind of alert that an event gives rise to; empty for an event that is only recorded.
    static Optional<AlertKind> of(EventType type) {
        return switch (type) {
            case AUTHN_LOGIN_FAIL_MAX, AUTHN_LOGIN_LOCK, AUTHN_PASSWORD_SPRAYING -> Optional.of(BRUTE_FORCE);
            case AUTHN_ACCOUNT_TAKEOVER -> Optional.of(ACCOUNT_TAKEOVER);
            case AUTHN_TOKEN_REUSE, AUTHN_IMPOSSIBLE_TRAVEL -> Optional.of(SESSION_THEFT);
            case AUTHN_RAPID_REFRESH -> Optional.of(RAPID_REFRESH);
            case ADDRESS_BANNED -> Optional.of(IP_BANNED);
            case MALICIOUS_BOT -> Optional.of(BOT);
            case EXCESS_RATE_LIMIT_EXCEEDED -> Optional.of(RATE_LIMIT_ABUSE);
            case AUTHN_NEW_DEVICES -> Optional.of(SEVERAL_DEVICES);
            case SYS_NODE_LOST -> Optional.of(NODE_LOST);
            case SYS_CERTIFICATE_EXPIRES -> Optional.of(CERTIFICATE_EXPIRES);
            case SYS_STORE_OUTAGE, SYS_EVENTS_LOST, SYS_LIMITS_PER_NODE, MALICIOUS_SIGNUP_FLOOD -> Optional.of(OTHER);
            case AUTHN_LOGIN_SUCCESS,
                    AUTHN_LOGIN_FAIL,
                    AUTHN_PASSWORD_CHANGE,
                    AUTHN_PASSWORD_RESET,
                    AUTHN_PASSWORD_RESET_REQUEST,
                    AUTHZ_FAIL,
                    AUTHZ_ADMIN,
                    AUTHZ_CHANGE,
                    MALICIOUS_ATTACK_TOOL,
                    ADDRESS_UNBANNED,
                    ADDRESS_ALLOWED,
                    SESSION_ENDED,
                    USER_CREATED,
                    USER_VERIFIED,
                    USER_DISABLED,
                    USER_ENABLED,
                    SYS_STARTUP,
                    SYS_SHUTDOWN,
                    SYS_STORE_RECOVERED,
                    SYS_NODE_RECOVERED -> Optional.empty();
        };
    }
}
