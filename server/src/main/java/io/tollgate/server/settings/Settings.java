package io.tollgate.server.settings;

import io.tollgate.guard.address.CidrSet;
import io.tollgate.guard.login.LoginBudgets;
import io.tollgate.guard.window.RateLimit;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The checked settings of one server. Immutable; made by [#from].
public record Settings(
        String host,
        int port,
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
        boolean cacheEnabled,
        Optional<MailSettings> mail,
        AlertSettings alerts,
        Optional<Path> geoDatabase,
        LogSettings log,
        MetricsSettings metrics) {

    private static final Pattern EMAIL = Pattern.compile("[^\\s@]{1,64}@[^\\s@]{1,190}");

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

    /// @param monitoredRules names of limits (such as `files`) and login budgets (such as `login-client`) that refuse
    ///     nothing and are held against nobody
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

        /// How often one session is refreshed; empty when that is not limited.
        public Optional<RateLimit> refreshLimit() {
            return Optional.ofNullable(limits.get("refresh"))
                    .filter(_ -> layers.contains(Layer.LIMITS) && !monitorOnly && !monitoredRules.contains("refresh"));
        }
    }

    public record TokenSettings(
            String issuer, Duration accessTtl, Duration refreshTtl, Duration refreshGrace, Duration keyRotation) {}

    public record SignupSettings(boolean enabled, boolean verifyEmail) {}

    /// Sizes in bytes.
    public record FileSettings(long maxSize, long quotaSize, int quotaCount) {}

    public record HashSettings(int threads, int queue) {}

    public record MailSettings(
            String host,
            int port,
            Optional<String> user,
            Optional<Secret> password,
            String tls,
            String from,
            URI linkBase) {}

    public record AlertSettings(Optional<String> mailTo, Optional<Secret> webhook, Optional<Secret> sentryDsn) {}

    public record LogSettings(boolean json, boolean statements) {}

    /// @throws SettingsException naming every value that cannot be used
    public static Settings from(EffectiveSettings effective) {
        SettingsReader in = new SettingsReader(effective);
        Settings settings = new Settings(
                in.text("host"),
                in.integer("port", 0, 65_535),
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
                in.flag("cache.enabled"),
                mail(in),
                new AlertSettings(in.optional("alerts.mail-to"), in.secret("alerts.webhook"), in.secret("sentry.dsn")),
                in.optional("geo.database").map(Path::of),
                new LogSettings(in.choice("log.format", "text", "json").equals("json"), in.flag("log.statements")),
                MetricsSettings.from(in));
        if (settings.signup().verifyEmail()) {
            in.problem("signup.verify-email", "is not supported by this version; leave it false");
        }
        in.throwIfAnyProblem();
        return settings;
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
                in.ruleNames("guard.monitor-rules", "guard.limits.", "guard.login."),
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

    private static Optional<MailSettings> mail(SettingsReader in) {
        int port = in.integer("mail.port", 1, 65_535);
        String tls = in.choice("mail.tls", "starttls", "tls", "none");
        URI linkBase = in.uri("mail.link-base");
        return in.optional("mail.host")
                .map(host -> new MailSettings(
                        host,
                        port,
                        in.optional("mail.user"),
                        in.secret("mail.password"),
                        tls,
                        in.text("mail.from"),
                        linkBase));
    }
}
