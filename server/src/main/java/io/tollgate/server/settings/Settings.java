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

    /// The rule that a session does not change its country.
    public static final String TRAVEL_RULE = "travel";

    private static final Duration MAX_DRAIN = Duration.ofMinutes(5);
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]{1,64}@[^\\s@]{1,190}");
    private static final Pattern WEB_URL = Pattern.compile("https?://[^/\\s]+.*");
    private static final Pattern DSN = Pattern.compile("https?://[^@/\\s]+@[^@/\\s]+/(?:\\S*/)?\\w+");

    /// An address, alone or in angle brackets after a name.
    private static final Pattern SENDER = Pattern.compile(
            "[^\\s@<>]{1,64}@[^\\s@<>]{1,190}|[^<>@\\p{Cntrl}]{1,100} <[^\\s@<>]{1,64}@[^\\s@<>]{1,190}>");

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
        SettingsReader in = new SettingsReader(effective);
        Settings settings = new Settings(
                in.text("host"),
                in.integer("port", 0, 65_535),
                new HttpSettings(
                        in.optionalInteger("http.max-connections", 1, 1_000_000)
                                .orElseGet(() -> HttpSettings.fitting(
                                        Runtime.getRuntime().maxMemory(),
                                        in.optional("tls.certificate").isPresent())),
                        in.integer("http.max-connections-per-address", 1, 1_000_000),
                        in.duration("http.request-time"),
                        in.optional("http.drain")
                                .map(_ -> in.durationUpTo("http.drain", MAX_DRAIN))
                                .orElse(Duration.ZERO)),
                TlsSettings.from(in),
                Path.of(in.text("data.dir")),
                database(in),
                new RedisSettings(
                        in.url("redis.url", "redis://", "rediss://", "redis-sentinel://"),
                        in.integer("redis.connections", 1, 64),
                        in.duration("redis.timeout"),
                        in.integer("redis.nodes", 1, 1_000)),
                new AdminSettings(
                        in.text("admin.email", EMAIL, "must be an e-mail address such as admin@example.org"),
                        in.secret("admin.password", 8, 256)),
                in.cidrs("trusted-proxies"),
                guard(in),
                tokens(in),
                new SignupSettings(in.flag("signup.enabled"), in.flag("signup.verify-email")),
                in.integer("password.min-length", 8, 64),
                new FileSettings(
                        in.size("files.max-size"), in.size("files.quota-size"), in.integer("files.quota-count", 1)),
                new HashSettings(
                        in.optionalInteger("hash.threads", 1, 256)
                                .orElse(Runtime.getRuntime().availableProcessors()),
                        in.integer("hash.queue", 1, 10_000)),
                in.secret("keys.secret"),
                new CacheSettings(
                        // Alone on its database a server knows of every change itself.
                        in.optionalFlag("cache.enabled").orElse(in.optional("database.url").isEmpty()),
                        in.size("cache.size")),
                new EventSettings(
                        in.layers("guard.layers").contains(Layer.EVENTS),
                        in.durationFrom("events.retention", Duration.ofDays(1)),
                        in.flag("events.archive")),
                mail(in),
                alerts(in),
                geo(in.text("geo.database")),
                new LogSettings(in.choice("log.format", "text", "json").equals("json"), in.flag("log.statements")),
                MetricsSettings.from(in));
        if (settings.signup().verifyEmail() && settings.mail().isEmpty()) {
            in.problem("signup.verify-email", "needs a mail server; set mail.host too");
        }
        if (settings.mail().isEmpty() && !settings.alerts().mailTo().isEmpty()) {
            in.problem("alerts.mail-to", "needs a mail server; set mail.host");
        }
        in.throwIfAnyProblem();
        return settings;
    }

    /// The start of links, without a slash at its end.
    private static String base(SettingsReader in, String name) {
        return in.uri(name).toString().replaceAll("/+$", "");
    }

    private static AlertSettings alerts(SettingsReader in) {
        return new AlertSettings(
                in.texts("alerts.mail-to", EMAIL, "must be e-mail addresses such as ops@example.org"),
                in.secretUrl("alerts.webhook", WEB_URL, "must be a URL such as https://hooks.example.org/..."),
                in.choice("alerts.webhook-format", "json", "chat").equals("chat"),
                in.secretUrl("sentry.dsn", DSN, "must be a DSN such as https://key@sentry.example.org/1"),
                in.choice("alerts.min-priority", "low", "medium", "high", "critical"),
                in.limit("alerts.per-kind"),
                in.limit("alerts.total"),
                in.optional("alerts.link-base").isPresent() ? base(in, "alerts.link-base") : base(in, "mail.link-base"));
    }

    private static DatabaseSettings database(SettingsReader in) {
        return new DatabaseSettings(
                in.url("database.url", "jdbc:postgresql:"),
                in.optional("database.user"),
                in.secret("database.password"),
                in.optionalInteger("database.pool-size", 1, 200),
                in.duration("database.slow"));
    }

    private static GuardSettings guard(SettingsReader in) {
        return new GuardSettings(
                in.layers("guard.layers"),
                in.flag("guard.monitor-only"),
                in.ruleNames("guard.monitor-rules", "guard.limits.", "guard.login.", TRAVEL_RULE),
                in.cidrs("guard.allow"),
                in.limits("guard.limits."),
                new LoginBudgets(
                        in.limit("guard.login.client"),
                        in.limit("guard.login.account"),
                        in.limit("guard.login.address"),
                        in.limit("guard.login.spray"),
                        in.limit("guard.login.spray-slow")),
                in.durations("guard.ban.durations"),
                in.duration("guard.ban.signup-flood"));
    }

    private static TokenSettings tokens(SettingsReader in) {
        return new TokenSettings(
                in.text("tokens.issuer"),
                in.duration("tokens.access-ttl"),
                in.duration("tokens.refresh-ttl"),
                in.durationUpTo("tokens.refresh-grace", Duration.ofSeconds(10)),
                in.duration("tokens.key-rotation"));
    }

    private static GeoSettings geo(String text) {
        return switch (text) {
            case "shipped" -> new GeoSettings.Shipped();
            case "none" -> new GeoSettings.Off();
            default -> new GeoSettings.Own(Path.of(text));
        };
    }

    private static Optional<MailSettings> mail(SettingsReader in) {
        int port = in.integer("mail.port", 1, 65_535);
        MailTls tls = MailTls.valueOf(in.choice("mail.tls", "starttls", "tls", "none").toUpperCase(Locale.ROOT));
        String from = in.text("mail.from", SENDER, "must be an address such as auth@example.org or Name <auth@example.org>");
        String linkBase = base(in, "mail.link-base");
        Duration resetTtl = in.durationUpTo("mail.reset-ttl", Duration.ofDays(1));
        Duration verifyTtl = in.durationUpTo("mail.verify-ttl", Duration.ofDays(30));
        return in.optional("mail.host")
                .map(host -> new MailSettings(
                        host,
                        port,
                        in.optional("mail.user"),
                        in.secret("mail.password"),
                        tls,
                        from,
                        linkBase,
                        resetTtl,
                        verifyTtl));
    }
}
