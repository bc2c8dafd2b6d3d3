package io.tollgate.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.address.CidrSet;
import io.tollgate.guard.window.RateLimit;
import io.tollgate.server.settings.Settings.GeoSettings;
import io.tollgate.server.settings.Settings.Layer;
import io.tollgate.server.settings.Settings.LogSettings;
import io.tollgate.server.settings.Settings.MailSettings;
import io.tollgate.server.settings.Settings.MailTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Every key with a value that no other has and that is not the default, and where that value is found.
class EverySettingTest {

    private record Row(String key, String text, Function<Settings, ?> accessor, Object expected) {

        @Override
        public String toString() {
            return key;
        }
    }

    private static final List<Row> ROWS = List.of(
            new Row("host", "192.0.2.7", Settings::host, "192.0.2.7"),
            new Row("port", "8307", Settings::port, 8307),
            new Row("http.max-connections", "701", s -> s.http().maxConnections(), 701),
            new Row("http.max-connections-per-address", "71", s -> s.http().maxConnectionsPerAddress(), 71),
            new Row("http.drain", "7s", s -> s.http().drain(), Duration.ofSeconds(7)),
            new Row("http.request-time", "19s", s -> s.http().requestTime(), Duration.ofSeconds(19)),
            new Row("tls.certificate", "a.crt", s -> s.tls().orElseThrow().certificate(), Path.of("a.crt")),
            new Row("tls.key", "a.key", s -> s.tls().orElseThrow().key(), Path.of("a.key")),
            new Row("data.dir", "/odd/data", Settings::dataDir, Path.of("/odd/data")),
            new Row("database.url", "jdbc:postgresql://odd/db", s -> s.database().url(), Optional.of("jdbc:postgresql://odd/db")),
            new Row("database.user", "odd-db-user", s -> s.database().user(), Optional.of("odd-db-user")),
            new Row("database.password", "odd-db-secret", s -> s.database().password(), secret("odd-db-secret")),
            new Row("database.pool-size", "13", s -> s.database().poolSize(), Optional.of(13)),
            new Row("database.slow", "101ms", s -> s.database().slow(), Duration.ofMillis(101)),
            new Row("redis.url", "redis://odd:6380", s -> s.redis().url(), Optional.of("redis://odd:6380")),
            new Row("redis.connections", "3", s -> s.redis().connections(), 3),
            new Row("redis.timeout", "51ms", s -> s.redis().timeout(), Duration.ofMillis(51)),
            new Row("redis.nodes", "5", s -> s.redis().nodes(), 5),
            new Row("admin.email", "odd-admin@example.org", s -> s.admin().email(), "odd-admin@example.org"),
            new Row("admin.password", "odd-admin-secret", s -> s.admin().password(), secret("odd-admin-secret")),
            new Row("trusted-proxies", "192.0.2.0/29", s -> s.trustedProxies().toString(), cidrs("192.0.2.0/29")),
            new Row("guard.layers", "events,limits", s -> s.guard().layers(), Set.of(Layer.EVENTS, Layer.LIMITS)),
            new Row("guard.monitor-only", "true", s -> s.guard().monitorOnly(), true),
            new Row("guard.monitor-rules", "files,login-spray", s -> s.guard().monitoredRules(), Set.of("files", "login-spray")),
            new Row("guard.allow", "198.51.100.0/28", s -> s.guard().allow().toString(), cidrs("198.51.100.0/28")),
            limit("signup", "31/1h"),
            limit("refresh", "32/1h"),
            limit("upload", "33/1h"),
            limit("files", "34/1h"),
            limit("admin", "35/1h"),
            limit("default", "36/1h"),
            limit("bot", "37/1h"),
            new Row("guard.login.client", "41/1h", s -> s.guard().login().client(), RateLimit.parse("41/1h")),
            new Row("guard.login.account", "42/1h", s -> s.guard().login().account(), RateLimit.parse("42/1h")),
            new Row("guard.login.address", "43/1h", s -> s.guard().login().address(), RateLimit.parse("43/1h")),
            new Row("guard.login.spray", "44/1h", s -> s.guard().login().spray(), RateLimit.parse("44/1h")),
            new Row("guard.login.spray-slow", "45/1h", s -> s.guard().login().spraySlow(), RateLimit.parse("45/1h")),
            new Row("guard.ban.durations", "11m,12m", s -> s.guard().banDurations(), List.of(Duration.ofMinutes(11), Duration.ofMinutes(12))),
            new Row("guard.ban.signup-flood", "13m", s -> s.guard().signupFloodBan(), Duration.ofMinutes(13)),
            new Row("tokens.issuer", "odd-issuer", s -> s.tokens().issuer(), "odd-issuer"),
            new Row("tokens.access-ttl", "14m", s -> s.tokens().accessTtl(), Duration.ofMinutes(14)),
            new Row("tokens.refresh-ttl", "29d", s -> s.tokens().refreshTtl(), Duration.ofDays(29)),
            new Row("tokens.refresh-grace", "9s", s -> s.tokens().refreshGrace(), Duration.ofSeconds(9)),
            new Row("tokens.key-rotation", "28d", s -> s.tokens().keyRotation(), Duration.ofDays(28)),
            new Row("signup.enabled", "false", s -> s.signup().enabled(), false),
            new Row("signup.verify-email", "true", s -> s.signup().verifyEmail(), true),
            new Row("password.min-length", "17", Settings::passwordMinLength, 17),
            new Row("files.max-size", "101B", s -> s.files().maxSize(), 101L),
            new Row("files.quota-size", "102KB", s -> s.files().quotaSize(), 102L << 10),
            new Row("files.quota-count", "103", s -> s.files().quotaCount(), 103),
            new Row("hash.threads", "6", s -> s.hash().threads(), 6),
            new Row("hash.queue", "63", s -> s.hash().queue(), 63),
            new Row("keys.secret", "odd-keys-secret", Settings::keysSecret, secret("odd-keys-secret")),
            // With a database of several nodes it would be off.
            new Row("cache.enabled", "true", s -> s.cache().enabled(), true),
            new Row("cache.size", "9MB", s -> s.cache().size(), 9L << 20),
            new Row("events.retention", "91d", s -> s.events().retention(), Duration.ofDays(91)),
            new Row("events.archive", "false", s -> s.events().archive(), false),
            mail("mail.host", "odd-mail-host", MailSettings::host, "odd-mail-host"),
            mail("mail.port", "588", MailSettings::port, 588),
            mail("mail.user", "odd-mail-user", MailSettings::user, Optional.of("odd-mail-user")),
            mail("mail.password", "odd-mail-secret", MailSettings::password, secret("odd-mail-secret")),
            mail("mail.tls", "tls", MailSettings::tls, MailTls.TLS),
            mail("mail.from", "odd-sender@example.org", MailSettings::from, "odd-sender@example.org"),
            mail("mail.link-base", "https://odd-links.example.org/", MailSettings::linkBase, "https://odd-links.example.org"),
            mail("mail.reset-ttl", "31m", MailSettings::resetTtl, Duration.ofMinutes(31)),
            mail("mail.verify-ttl", "23h", MailSettings::verifyTtl, Duration.ofHours(23)),
            new Row("alerts.mail-to", "a@example.org,b@example.org", s -> s.alerts().mailTo(), List.of("a@example.org", "b@example.org")),
            new Row("alerts.webhook", "https://hooks.example.org/odd", s -> s.alerts().webhook(), secret("https://hooks.example.org/odd")),
            new Row("alerts.webhook-format", "chat", s -> s.alerts().webhookChat(), true),
            new Row("alerts.min-priority", "high", s -> s.alerts().minPriority(), "high"),
            new Row("alerts.per-kind", "51/1h", s -> s.alerts().perKind(), RateLimit.parse("51/1h")),
            new Row("alerts.total", "52/1h", s -> s.alerts().total(), RateLimit.parse("52/1h")),
            new Row("alerts.link-base", "https://odd-dashboard.example.org", s -> s.alerts().linkBase(), "https://odd-dashboard.example.org"),
            new Row("sentry.dsn", "https://key@sentry.example.org/1", s -> s.alerts().sentryDsn(), secret("https://key@sentry.example.org/1")),
            new Row("geo.database", "odd.mmdb", Settings::geo, new GeoSettings.Own(Path.of("odd.mmdb"))),
            new Row("metrics.public", "false", s -> s.metrics().isPublic(), false),
            new Row("metrics.node", "odd-node", s -> s.metrics().node(), Optional.of("odd-node")),
            new Row("performance.alerts.latency", "2s", s -> s.metrics().alerts().p99(), Duration.ofSeconds(2)),
            new Row("performance.alerts.error-rate", "2", s -> s.metrics().alerts().errorRate(), 2.0),
            new Row("performance.alerts.rss", "501MB", s -> s.metrics().alerts().rss(), 501L << 20),
            new Row("performance.alerts.cpu", "81", s -> s.metrics().alerts().cpu(), 81.0),
            new Row("performance.alerts.redis-latency", "52ms", s -> s.metrics().alerts().redisLatency(), Duration.ofMillis(52)),
            new Row("performance.alerts.hold", "31s", s -> s.metrics().alerts().hold(), Duration.ofSeconds(31)),
            new Row("performance.alerts.clear", "61s", s -> s.metrics().alerts().clear(), Duration.ofSeconds(61)),
            new Row("scaling.cpu", "71", s -> s.metrics().scaling().cpu(), 71.0),
            new Row("scaling.memory", "72", s -> s.metrics().scaling().memory(), 72.0),
            new Row("scaling.connections", "1001", s -> s.metrics().scaling().connections(), 1001),
            new Row("scaling.requests-per-minute", "10001", s -> s.metrics().scaling().requestsPerMinute(), 10_001),
            new Row("scaling.up-memory", "73", s -> s.metrics().scaling().upMemory(), 73.0),
            new Row("scaling.up-cpu", "74", s -> s.metrics().scaling().upCpu(), 74.0),
            new Row("scaling.redis-memory", "75", s -> s.metrics().scaling().redisMemory(), 75.0),
            new Row("scaling.sustained", "6m", s -> s.metrics().scaling().sustained(), Duration.ofMinutes(6)),
            new Row("log.format", "json", s -> s.log().json(), true),
            new Row("log.statements", "true", s -> s.log().statements(), true));

    private static Row limit(String name, String text) {
        return new Row("guard.limits." + name, text, s -> s.guard().limits().get(name), RateLimit.parse(text));
    }

    private static Row mail(String key, String text, Function<MailSettings, ?> accessor, Object expected) {
        return new Row(key, text, s -> accessor.apply(s.mail().orElseThrow()), expected);
    }

    private static Optional<Secret> secret(String text) {
        return Optional.of(new Secret(text));
    }

    private static String cidrs(String text) {
        return CidrSet.parse(List.of(text)).toString();
    }

    private static Settings settings() {
        Map<String, String> texts = ROWS.stream().collect(Collectors.toMap(Row::key, Row::text));
        return Settings.from(SettingsLoader.defaultsWith(texts));
    }

    @ParameterizedTest
    @FieldSource("ROWS")
    void isFoundWhereItBelongs(Row row) {
        assertThat(row.accessor().apply(settings())).isEqualTo(row.expected());
    }

    /// In the table both are true, for each has one value beside its default.
    @Test
    void ofTheLogAreToldApart() {
        assertThat(Settings.from(SettingsLoader.defaultsWith(Map.of("log.format", "json"))).log())
                .isEqualTo(new LogSettings(true, false));
    }

    @Test
    void isHereWithAValueThatIsNotTheDefault() {
        assertThat(ROWS.stream().map(Row::key)).containsExactlyElementsOf(
                SettingKeys.ALL.stream().map(SettingKey::name).toList());
        assertThat(SettingKeys.ALL.stream().filter(key -> !key.name().equals("cache.enabled")))
                .zipSatisfy(
                        ROWS.stream().filter(row -> !row.key().equals("cache.enabled")).toList(),
                        (key, row) -> assertThat(key.defaultText()).isNotEqualTo(Optional.of(row.text())));
    }
}
