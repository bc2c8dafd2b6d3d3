package io.tollgate.server.settings;

import io.tollgate.server.settings.Settings.AdminSettings;
import io.tollgate.server.settings.Settings.AlertSettings;
import io.tollgate.server.settings.Settings.CacheSettings;
import io.tollgate.server.settings.Settings.DatabaseSettings;
import io.tollgate.server.settings.Settings.EventSettings;
import io.tollgate.server.settings.Settings.FileSettings;
import io.tollgate.server.settings.Settings.GeoSettings;
import io.tollgate.server.settings.Settings.HashSettings;
import io.tollgate.server.settings.Settings.HttpSettings;
import io.tollgate.server.settings.Settings.Layer;
import io.tollgate.server.settings.Settings.LogSettings;
import io.tollgate.server.settings.Settings.MailSettings;
import io.tollgate.server.settings.Settings.MailTls;
import io.tollgate.server.settings.Settings.RedisSettings;
import io.tollgate.server.settings.Settings.SignupSettings;
import io.tollgate.server.settings.Settings.TokenSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/// Makes [Settings] of texts: reads each value and looks at those that need one another, so that all problems are told at
/// once.
final class SettingsCheck {
    private static final Duration MAX_DRAIN = Duration.ofMinutes(5);
    private static final Duration MAX_REQUEST_TIME = Duration.ofHours(1);
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]{1,64}@[^\\s@]{1,190}");
    /// A name or an address, of IPv6 with brackets or without, and with its zone.
    private static final Pattern HOST = Pattern.compile("[\\w.-]+|\\[[\\w.:%-]+]|[\\w.:%-]+:[\\w.:%-]*");
    private static final Pattern WEB_URL = Pattern.compile("https?://[^/\\s]+.*");
    private static final Pattern DATABASE_USER_INFO = Pattern.compile("jdbc:postgresql://[^/?]*@");
    private static final Pattern DSN = Pattern.compile("https?://[^@/\\s]+@[^@/\\s]+/(?:\\S*/)?\\w+");

    /// An address, alone or in angle brackets after a name.
    private static final Pattern SENDER = Pattern.compile(
            "[^\\s@<>]{1,64}@[^\\s@<>]{1,190}|[^<>@\\p{Cntrl}]{1,100} <[^\\s@<>]{1,64}@[^\\s@<>]{1,190}>");

    private final SettingsReader in;
    private final GuardSettingsCheck guard;

    SettingsCheck(SettingsReader in) {
        this.in = in;
        this.guard = new GuardSettingsCheck(in);
    }

    /// @throws SettingsException naming every value that cannot be used
    Settings settings() {
        Settings settings = new Settings(
                host(),
                in.integer("port", 0, 65_535),
                new HttpSettings(
                        in.optionalInteger("http.max-connections", 1, 1_000_000)
                                .orElseGet(() -> HttpSettings.fitting(
                                        Runtime.getRuntime().maxMemory(),
                                        in.optional("tls.certificate").isPresent())),
                        in.integer("http.max-connections-per-address", 1, 1_000_000),
                        in.durationUpTo("http.request-time", MAX_REQUEST_TIME),
                        in.optional("http.drain")
                                .map(_ -> in.durationUpTo("http.drain", MAX_DRAIN))
                                .orElse(Duration.ZERO)),
                TlsSettings.from(in),
                Path.of(in.text("data.dir")),
                database(),
                new RedisSettings(
                        redisUrl(),
                        in.integer("redis.connections", 1, 64),
                        in.durationUpTo("redis.timeout", Duration.ofSeconds(10)),
                        in.integer("redis.nodes", 1, 1_000)),
                new AdminSettings(
                        in.text("admin.email", EMAIL, "must be an e-mail address such as admin@example.org"),
                        in.secret("admin.password", 8, 256)),
                in.cidrs("trusted-proxies"),
                guard.settings(),
                tokens(),
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
                        guard.layers().contains(Layer.EVENTS),
                        in.durationFrom("events.retention", Duration.ofDays(1)),
                        in.flag("events.archive")),
                mail(),
                alerts(),
                geo(in.unlessOff("geo.database")),
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

    /// Whether the name is that of an address is not asked here: that may take a look into a network.
    private String host() {
        return in.text("host", HOST, "must be an IP address or the name of a host, which "
                + UrlCredentials.hide(in.text("host")) + " is not");
    }

    /// The start of links, without a slash at its end.
    private String base(String name) {
        return in.linkBase(name).toString().replaceAll("/+$", "");
    }

    private AlertSettings alerts() {
        return new AlertSettings(
                in.texts("alerts.mail-to", EMAIL, "must be e-mail addresses such as ops@example.org"),
                in.secretUrl("alerts.webhook", WEB_URL, "must be a URL such as https://hooks.example.org/..."),
                in.choice("alerts.webhook-format", "json", "chat").equals("chat"),
                in.secretUrl("sentry.dsn", DSN, "must be a DSN such as https://key@sentry.example.org/1"),
                in.choice("alerts.min-priority", "low", "medium", "high", "critical"),
                in.limit("alerts.per-kind"),
                in.limit("alerts.total"),
                in.optional("alerts.link-base").isPresent() ? base("alerts.link-base") : base("mail.link-base"));
    }

    private DatabaseSettings database() {
        return new DatabaseSettings(
                databaseUrl(),
                in.optional("database.user"),
                in.secret("database.password"),
                in.optionalInteger("database.pool-size", 1, 200),
                in.duration("database.slow"));
    }

    /// What its driver cannot read it would repeat in its error, with the password that may be in it.
    private Optional<String> databaseUrl() {
        Optional<String> url = in.url("database.url", "jdbc:postgresql:");
        if (url.filter(given -> DATABASE_USER_INFO.matcher(given).lookingAt()).isPresent()) {
            in.problem("database.url", "must have no user or password before the host; set database.user and database.password");
        } else if (url.isPresent() && Driver.parseURL(url.get(), null) == null) {
            in.problem("database.url", "must be jdbc:postgresql://host:port/name, with what is special in it encoded as in any URL");
        }
        return url;
    }

    private TokenSettings tokens() {
        return new TokenSettings(
                in.text("tokens.issuer"),
                in.duration("tokens.access-ttl"),
                in.duration("tokens.refresh-ttl"),
                in.durationUpTo("tokens.refresh-grace", Duration.ofSeconds(10)),
                in.duration("tokens.key-rotation"));
    }

    private Optional<String> redisUrl() {
        Optional<String> url = in.url("redis.url", "redis://", "rediss://", "redis-sentinel://");
        url.ifPresent(given -> {
            try {
                io.tollgate.guard.redis.RedisSettings.of(given);
            } catch (IllegalArgumentException e) {
                in.problem("redis.url", String.valueOf(e.getMessage()));
            }
        });
        return url;
    }

    private static GeoSettings geo(Optional<String> text) {
        return text.<GeoSettings>map(given ->
                        given.equals("shipped") ? new GeoSettings.Shipped() : new GeoSettings.Own(Path.of(given)))
                .orElseGet(GeoSettings.Off::new);
    }

    private Optional<MailSettings> mail() {
        int port = in.integer("mail.port", 1, 65_535);
        MailTls tls = MailTls.valueOf(in.choice("mail.tls", "starttls", "tls", "none").toUpperCase(Locale.ROOT));
        String from = in.text("mail.from", SENDER, "must be an address such as auth@example.org or Name <auth@example.org>");
        String linkBase = base("mail.link-base");
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
