package io.tollgate.server.settings;

import static io.tollgate.server.settings.SettingKey.of;
import static io.tollgate.server.settings.SettingKey.secret;
import static io.tollgate.server.settings.SettingKey.unset;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Every key there is, in the order in which a person reads them. `docs/configuration.md` is this list with more words.
public final class SettingKeys {

    /// All keys. A key that is not here is an error wherever it is given.
    public static final List<SettingKey> ALL = List.of(
            of("host", "127.0.0.1", "address to listen on"),
            of("port", "8080", "port to listen on; 0 takes a free one"),
            unset("http.max-connections", "open connections of all clients; none: as many as fit into the memory"),
            of("http.max-connections-per-address", "256", "of these, those of one address"),
            unset("http.drain", "how long to go on answering, with readiness off, when asked to stop; none: not at all"),
            of("http.request-time", "20s", "how long a client may take to send a request, and a second for each KB"),
            unset("tls.certificate", "PEM file with the server's certificate and its chain; none: no TLS"),
            unset("tls.key", "PEM file with the private key of tls.certificate, PKCS#8"),
            of("data.dir", "./data", "folder of the embedded database, uploads, and journal and archive of events"),
            unset("database.url", "jdbc:postgresql://host/name for PostgreSQL; none: SQLite in data.dir"),
            unset("database.user", "user of the database"),
            secret("database.password", "password of the database"),
            unset("database.pool-size", "connections per node; none: measured default of the database"),
            of("database.slow", "100ms", "a statement at least this slow is logged"),
            unset("redis.url", "redis://host, rediss://host or redis-sentinel://host#master; none: windows in the process"),
            of("redis.connections", "1", "shared connections to Redis"),
            of("redis.timeout", "50ms", "deadline of one Redis command"),
            of("redis.nodes", "1", "nodes that share Redis; while it is away each admits its share of a limit"),
            of("admin.email", "admin@tollgate.local", "first admin, created at first start"),
            secret("admin.password", "password of the first admin; none: a one-time password is printed once"),
            unset("trusted-proxies", "CIDRs whose X-Forwarded-For or Forwarded header is believed"),
            of("guard.layers", "all", "all, none, or any of events, detection, limits, reputation, alerts"),
            of("guard.monitor-only", "false", "decide and record, refuse nothing"),
            unset("guard.monitor-rules", "rules that only record: names of limits and login budgets, and travel"),
            unset("guard.allow", "addresses and CIDRs never limited or banned"),
            of("guard.limits.signup", "3/1h", "sign-ups per address"),
            of("guard.limits.refresh", "10/10m", "refreshes per session"),
            of("guard.limits.upload", "50/1h", "uploads per person"),
            of("guard.limits.files", "600/10m", "file requests per person"),
            of("guard.limits.admin", "120/1m", "admin requests per person"),
            of("guard.limits.default", "600/10m", "other requests per person, else address"),
            of("guard.limits.bot", "49/1m", "anonymous requests per address and endpoint"),
            of("guard.login.client", "5/5m", "distinct wrong guesses per account and client"),
            of("guard.login.account", "20/1h", "distinct wrong guesses per account, all unknown clients"),
            of("guard.login.address", "30/5m", "distinct wrong guesses per address, all accounts"),
            of("guard.login.spray", "10/10m", "accounts failed from one address and not made good"),
            of("guard.login.spray-slow", "40/24h", "the same over a longer time"),
            of("guard.ban.durations", "1h,4h,24h,7d", "automatic bans, longer for repeats within 30 days"),
            of("guard.ban.signup-flood", "30m", "ban for a flood of sign-ups"),
            of("tokens.issuer", "tollgate", "claim iss of access tokens"),
            of("tokens.access-ttl", "15m", "life of an access token"),
            of("tokens.refresh-ttl", "30d", "life of a session without a refresh"),
            of("tokens.refresh-grace", "10s", "time in which a rotated refresh token yields the same successor"),
            of("tokens.key-rotation", "30d", "a new signing key at this age of the last"),
            of("signup.enabled", "true", "whether people may create accounts"),
            of("signup.verify-email", "false", "an account works only after its address is verified; needs mail"),
            of("password.min-length", "15", "shortest password in code points, at least 8"),
            of("files.max-size", "100MB", "largest file"),
            of("files.quota-size", "1GB", "bytes a person may store"),
            of("files.quota-count", "10000", "files a person may store"),
            unset("hash.threads", "password hashes at once; none: as many as cores"),
            of("hash.queue", "64", "password checks that may wait"),
            secret("keys.secret", "wraps the signing keys and secrets in the database"),
            unset("cache.enabled", "keep hot data in the process; none: with the embedded database"),
            of("cache.size", "8MB", "how much of it, about"),
            of("events.retention", "90d", "security events older than this leave the database"),
            of("events.archive", "true", "write them to data.dir/archive before"),
            unset("mail.host", "SMTP server; none: no mail"),
            of("mail.port", "587", "port of the SMTP server"),
            unset("mail.user", "user at the SMTP server"),
            secret("mail.password", "password at the SMTP server"),
            of("mail.tls", "starttls", "starttls, tls or none"),
            of("mail.from", "tollgate@localhost", "sender of mails"),
            of("mail.link-base", "http://127.0.0.1:8080", "start of links in mails"),
            of("mail.reset-ttl", "30m", "life of a link that sets a password"),
            of("mail.verify-ttl", "24h", "life of a link that verifies an address"),
            unset("alerts.mail-to", "who gets alerts by mail, several with commas between; needs mail.host"),
            secret("alerts.webhook", "URL that alerts are posted to"),
            of("alerts.webhook-format", "json", "json with all fields, or chat: one text"),
            of("alerts.min-priority", "low", "least priority that is sent: low, medium, high or critical"),
            of("alerts.per-kind", "10/1h", "messages of one kind, over all nodes"),
            of("alerts.total", "50/1h", "messages of all kinds, over all nodes"),
            unset("alerts.link-base", "start of links to the dashboard; none: mail.link-base"),
            secret("sentry.dsn", "Sentry project that alerts go to"),
            of("geo.database", "shipped", "country database in MaxMind's format, or a .csv; none: no countries"),
            of("metrics.public", "true", "whether /metrics answers"),
            unset("metrics.node", "name of this node in metrics; none: host name and port"),
            of("performance.alerts.latency", "1s", "alert when the 99th percentile of latency is longer"),
            of("performance.alerts.error-rate", "1", "alert when more percent of the requests fail"),
            of("performance.alerts.rss", "500MB", "alert when more memory is resident"),
            of("performance.alerts.cpu", "80", "alert when this process takes more percent of the machine"),
            of("performance.alerts.redis-latency", "50ms", "alert when the 99th percentile of Redis is longer"),
            of("performance.alerts.hold", "30s", "how long it must be too much before an alert"),
            of("performance.alerts.clear", "60s", "how long it must be no more before the all-clear"),
            of("scaling.cpu", "70", "percent of the machine above which another node is advised"),
            of("scaling.memory", "80", "percent of the memory above which another node is advised"),
            of("scaling.connections", "1000", "connections above which another node is advised"),
            of("scaling.requests-per-minute", "10000", "requests a minute above which another node is advised"),
            of("scaling.up-memory", "80", "percent of the memory above which 256 MB more are advised"),
            of("scaling.up-cpu", "80", "percent of the machine above which another core is advised"),
            of("scaling.redis-memory", "80", "percent of maxmemory above which more is advised"),
            of("scaling.sustained", "5m", "how long shares must be exceeded before they count"),
            of("log.format", "text", "text or json (ECS field names)"),
            of("log.statements", "false", "log every database statement"));

    private static final Map<String, SettingKey> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(SettingKey::name, Function.identity()));

    private SettingKeys() {}

    /// Whether there is a key of that name.
    public static boolean contains(String name) {
        return BY_NAME.containsKey(name);
    }

    /// The known key nearest to a misspelt one, to suggest in an error.
    public static String nearest(String wrong) {
        return nearest(wrong, SettingKey::name);
    }

    /// As [#nearest], among the names of environment variables.
    static String nearestEnvironmentName(String wrong) {
        return nearest(wrong, SettingKey::environmentName);
    }

    private static String nearest(String wrong, Function<SettingKey, String> spelling) {
        return ALL.stream()
                .map(spelling)
                .min(Comparator.comparingInt(known -> distance(known, wrong)))
                .orElseThrow();
    }

    /// Levenshtein distance, in two rows.
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substituted, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
