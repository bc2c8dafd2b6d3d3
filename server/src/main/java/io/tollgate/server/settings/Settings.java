package io.tollgate.server.settings;

import io.tollgate.guard.address.CidrSet;
import io.tollgate.guard.login.LoginBudgets;
import io.tollgate.guard.window.RateLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The checked settings of one server. Immutable; made by [#from].
public record Settings(
        String host,
        int port,
        HttpSettings http,
        Optional<TlsSettings> tls,
        Path dataDir,
        DatabaseSettings database,
        RedisSettings redis,
        AdminSettings admin,
        CidrSet trustedProxies,
        GuardSettings guard,
        TokenSettings tokens,
        SignupSettings signup,
        int passwordMinLength,
        FileSettings files,
        HashSettings hash,
        Optional<Secret> keysSecret,
        CacheSettings cache,
        EventSettings events,
        Optional<MailSettings> mail,
        AlertSettings alerts,
        GeoSettings geo,
        LogSettings log,
        MetricsSettings metrics) {

    /// The rule that a session is not refreshed like a machine; also the name of its limit.
    public static final String REFRESH_RULE = "refresh";

    /// The rule that a session does not change its country.
    public static final String TRAVEL_RULE = "travel";

    /// @param size bytes that are kept, about
    public record CacheSettings(boolean enabled, long size) {}

    /// @param maxConnections open connections of all clients together
    /// @param requestTime    how long a client may take to send a request, and a second more for each KB of it
    public record HttpSettings(
            int maxConnections, int maxConnectionsPerAddress, Duration requestTime, Duration drain) {
        /// What the server holds without any connection, with two passwords being hashed, and what the collector needs
        /// to get on.
        private static final long HEAP_WITHOUT = 80L << 20;

        /// Of a connection in the middle of the largest request that needs no login; an idle one takes a sixth.
        private static final long HEAP_EACH = 90L << 10;

        /// More of each with TLS, whose buffers hold a record each way; idle or not.
        private static final long HEAP_FOR_TLS = 40L << 10;

        private static final int LEAST = 100;
        private static final int MOST = 100_000;

        static int fitting(long heap, boolean tls) {
            long each = tls ? HEAP_EACH + HEAP_FOR_TLS : HEAP_EACH;
            return Math.toIntExact(Math.clamp((heap - HEAP_WITHOUT) / each, LEAST, MOST));
        }
    }

    /// @param url a JDBC URL of PostgreSQL; empty for the embedded SQLite
    /// @param poolSize connections; empty for the measured default
    public record DatabaseSettings(
            Optional<String> url,
            Optional<String> user,
            Optional<Secret> password,
            Optional<Integer> poolSize,
            Duration slow) {

        @Override
        public String toString() {
            return "DatabaseSettings[" + url.map(UrlCredentials::hide) + "]";
        }
    }

    public record RedisSettings(Optional<String> url, int connections, Duration timeout, int nodes) {

        @Override
        public String toString() {
            return "RedisSettings[" + url.map(UrlCredentials::hide) + "]";
        }
    }

    public record AdminSettings(String email, Optional<Secret> password) {}

    /// A layer of the protection that can be switched off alone.
    public enum Layer {
        EVENTS,
        DETECTION,
        LIMITS,
        REPUTATION,
        ALERTS
    }

    /// @param monitoredRules names of limits (such as `files`), login budgets (such as `login-client`) and
    ///     [#TRAVEL_RULE] that refuse nothing and are held against nobody
    /// @param limits         by name; a name without a limit is absent
    public record GuardSettings(
            Set<Layer> layers,
            boolean monitorOnly,
            Set<String> monitoredRules,
            CidrSet allow,
            Map<String, RateLimit> limits,
            LoginBudgets login,
            List<Duration> banDurations,
            Duration signupFloodBan) {
        /// As many guesses are looked at to see whether a login budget is used up.
        public static final int MAX_BUDGET_COUNT = 1_000;

        /// For so long guesses are remembered.
        public static final Duration MAX_BUDGET_PERIOD = Duration.ofDays(2);

        /// Whether what a rule finds is acted upon, rather than only recorded.
        public boolean enforces(String rule) {
            return !monitorOnly && !monitoredRules.contains(rule);
        }
    }

    public record TokenSettings(
            String issuer, Duration accessTtl, Duration refreshTtl, Duration refreshGrace, Duration keyRotation) {}

    public record SignupSettings(boolean enabled, boolean verifyEmail) {}

    /// Sizes in bytes.
    public record FileSettings(long maxSize, long quotaSize, int quotaCount) {}

    public record HashSettings(int threads, int queue) {}

    /// @param enabled   whether events are recorded
    /// @param retention age at which they leave the database
    /// @param archive   whether they are written to a file before
    public record EventSettings(boolean enabled, Duration retention, boolean archive) {}

    /// How the connection to the mail server is secured.
    public enum MailTls {
        /// The connection becomes one of TLS before anything is said on it, or is given up.
        STARTTLS,
        TLS,
        NONE
    }

    /// @param linkBase  start of the links in mails, without a slash at its end
    /// @param resetTtl  life of a link that sets a password
    /// @param verifyTtl life of a link that verifies an address
    public record MailSettings(
            String host,
            int port,
            Optional<String> user,
            Optional<Secret> password,
            MailTls tls,
            String from,
            String linkBase,
            Duration resetTtl,
            Duration verifyTtl) {}

    /// @param mailTo      empty for no mail
    /// @param webhookChat one text, as chats take it, instead of all fields
    /// @param minPriority `low`, `medium`, `high` or `critical`
    /// @param perKind     messages of one kind, over all nodes
    /// @param total       messages of all kinds, over all nodes
    /// @param linkBase    where the dashboard is, without a slash at its end
    public record AlertSettings(
            List<String> mailTo,
            Optional<Secret> webhook,
            boolean webhookChat,
            Optional<Secret> sentryDsn,
            String minPriority,
            RateLimit perKind,
            RateLimit total,
            String linkBase) {}

    /// Which database of countries is asked.
    public sealed interface GeoSettings {

        /// The one that comes with the server.
        record Shipped() implements GeoSettings {}

        record Off() implements GeoSettings {}

        record Own(Path file) implements GeoSettings {}
    }

    public record LogSettings(boolean json, boolean statements) {}

    /// @throws SettingsException naming every value that cannot be used
    public static Settings from(EffectiveSettings effective) {
        return new SettingsCheck(new SettingsReader(effective)).settings();
    }
}
