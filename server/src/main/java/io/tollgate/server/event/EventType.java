package io.tollgate.server.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Every kind of event. Names are those of the OWASP logging vocabulary where it has one; the others follow its form.
public enum EventType {
    /// Somebody logged in.
    AUTHN_LOGIN_SUCCESS(Severity.INFO),
    /// A password was wrong, or an account does not exist.
    AUTHN_LOGIN_FAIL(Severity.LOW),
    /// Wrong guesses used up what one client may guess at one account, or one address at all accounts.
    AUTHN_LOGIN_FAIL_MAX(Severity.HIGH),
    /// Wrong guesses of many clients used up what unknown clients may guess at one account; they wait now.
    AUTHN_LOGIN_LOCK(Severity.HIGH),
    /// One address failed at many accounts.
    AUTHN_PASSWORD_SPRAYING(Severity.HIGH),
    /// An unknown device logged in to an account that many wrong guesses had just been made at.
    AUTHN_ACCOUNT_TAKEOVER(Severity.CRITICAL),
    /// Somebody changed his password, knowing the old one.
    AUTHN_PASSWORD_CHANGE(Severity.INFO),
    /// A password was set by a mailed link or from the command line.
    AUTHN_PASSWORD_RESET(Severity.WARNING),
    /// A link to reset a password was asked for.
    AUTHN_PASSWORD_RESET_REQUEST(Severity.LOW),
    /// A refresh token was used again after it had been rotated: two parties hold it.
    AUTHN_TOKEN_REUSE(Severity.HIGH),
    /// A session was refreshed more often than a person does.
    AUTHN_RAPID_REFRESH(Severity.HIGH),
    /// One account from two countries, sooner than one can travel, or within a session.
    AUTHN_IMPOSSIBLE_TRAVEL(Severity.HIGH),
    /// Several new devices of one person within an hour.
    AUTHN_NEW_DEVICES(Severity.LOW),
    /// Somebody signed in asked for what his role does not allow.
    AUTHZ_FAIL(Severity.WARNING),
    /// Somebody with a role did what the role allows; `details.act` says what.
    AUTHZ_ADMIN(Severity.INFO),
    /// A person's role changed.
    AUTHZ_CHANGE(Severity.WARNING),
    /// A client exceeded a limit.
    EXCESS_RATE_LIMIT_EXCEEDED(Severity.WARNING),
    /// A client without a login sent requests at the rate of a machine.
    MALICIOUS_BOT(Severity.WARNING),
    /// A client says that it is an attack tool, or nothing about itself.
    MALICIOUS_ATTACK_TOOL(Severity.WARNING),
    /// A client went on signing up after having been refused.
    MALICIOUS_SIGNUP_FLOOD(Severity.WARNING),
    /// An address is kept out.
    ADDRESS_BANNED(Severity.HIGH),
    /// A person let an address in again, or undid another refusal.
    ADDRESS_UNBANNED(Severity.WARNING),
    /// A person exempted an address from limits and bans for a time.
    ADDRESS_ALLOWED(Severity.WARNING),
    /// A session ended before its time; `details.reason` says why.
    SESSION_ENDED(Severity.INFO),
    USER_CREATED(Severity.INFO),
    /// Somebody showed that a mail address is his.
    USER_VERIFIED(Severity.INFO),
    USER_DISABLED(Severity.WARNING),
    USER_ENABLED(Severity.WARNING),
    SYS_STARTUP(Severity.INFO),
    SYS_SHUTDOWN(Severity.INFO),
    /// The store that nodes share does not decide; each node is on its own.
    SYS_STORE_OUTAGE(Severity.HIGH),
    SYS_STORE_RECOVERED(Severity.INFO),
    /// A node was not heard of for a minute, without having said that it stops.
    SYS_NODE_LOST(Severity.HIGH),
    /// A node that was missed is heard of again.
    SYS_NODE_RECOVERED(Severity.INFO),
    /// Several nodes serve and do not share their windows: limits hold for each alone.
    SYS_LIMITS_PER_NODE(Severity.HIGH),
    /// The certificate of the server's own expires soon, or has expired; `details.stage` says which.
    SYS_CERTIFICATE_EXPIRES(Severity.HIGH),
    /// The journal was full; `count` says how many events are missing.
    SYS_EVENTS_LOST(Severity.CRITICAL);

    private static final Map<String, EventType> BY_TEXT =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(EventType::text, Function.identity()));

    private final Severity severity;

    EventType(Severity severity) {
        this.severity = severity;
    }

    /// How much such an event matters.
    public Severity severity() {
        return severity;
    }

    /// The name in the database, in answers and in the log.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<EventType> parse(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }
}
