package io.tollgate.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.server.settings.Settings.GeoSettings;
import io.tollgate.server.settings.Settings.HttpSettings;
import io.tollgate.server.settings.Settings.Layer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @TempDir
    private Path folder;

    private static Settings with(String... keysAndValues) {
        Map<String, String> commandLine = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            commandLine.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Settings.from(SettingsLoader.load(commandLine, Map.of(), Optional.empty()));
    }

    private static List<String> problemsOf(Map<String, String> commandLine, Map<String, String> environment, Optional<Path> file) {
        return catchThrowableOfType(
                        SettingsException.class,
                        () -> Settings.from(SettingsLoader.load(commandLine, environment, file)))
                .problems();
    }

    private static List<String> problemsOf(Map<String, String> commandLine) {
        return problemsOf(commandLine, Map.of(), Optional.empty());
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("tollgate.yaml"), text);
    }

    @Nested
    class Defaults {

        @Test
        void areThoseOfTheContract() {
            Settings settings = with();

            assertThat(settings.host()).isEqualTo("127.0.0.1");
            assertThat(settings.port()).isEqualTo(8080);
            assertThat(settings.http().maxConnections()).isBetween(100, 100_000);
            assertThat(settings.http().maxConnectionsPerAddress()).isEqualTo(256);
            assertThat(settings.http().requestTime()).isEqualTo(Duration.ofSeconds(20));
            assertThat(settings.dataDir()).isEqualTo(Path.of("./data"));
            assertThat(settings.database().url()).isEmpty();
            assertThat(settings.database().poolSize()).isEmpty();
            assertThat(settings.database().slow()).isEqualTo(Duration.ofMillis(100));
            assertThat(settings.cache().enabled()).isTrue();
            assertThat(with("database.url", "jdbc:postgresql://localhost/tollgate").cache().enabled())
                    .isFalse();
            assertThat(settings.geo()).isEqualTo(new GeoSettings.Shipped());
            assertThat(with("geo.database", "none").geo()).isEqualTo(new GeoSettings.Off());
            assertThat(settings.redis().url()).isEmpty();
            assertThat(settings.redis().connections()).isEqualTo(1);
            assertThat(settings.redis().timeout()).isEqualTo(Duration.ofMillis(50));
            assertThat(settings.admin().password()).isEmpty();
            assertThat(settings.guard().layers()).containsExactlyInAnyOrder(Layer.values());
            assertThat(settings.guard().monitorOnly()).isFalse();
            assertThat(settings.guard().banDurations())
                    .containsExactly(Duration.ofHours(1), Duration.ofHours(4), Duration.ofHours(24), Duration.ofDays(7));
            assertThat(settings.tokens().accessTtl()).isEqualTo(Duration.ofMinutes(15));
            assertThat(settings.tokens().refreshTtl()).isEqualTo(Duration.ofDays(30));
            assertThat(settings.tokens().refreshGrace()).isEqualTo(Duration.ofSeconds(10));
            assertThat(settings.signup().enabled()).isTrue();
            assertThat(settings.signup().verifyEmail()).isFalse();
            assertThat(settings.passwordMinLength()).isEqualTo(15);
            assertThat(settings.files().maxSize()).isEqualTo(100L << 20);
            assertThat(settings.files().quotaSize()).isEqualTo(1L << 30);
            assertThat(settings.files().quotaCount()).isEqualTo(10_000);
            assertThat(settings.hash().threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
            assertThat(settings.hash().queue()).isEqualTo(64);
            assertThat(settings.keysSecret()).isEmpty();
            assertThat(settings.mail()).isEmpty();
            assertThat(settings.alerts().mailTo()).isEmpty();
            assertThat(settings.alerts().webhook()).isEmpty();
            assertThat(settings.alerts().webhookChat()).isFalse();
            assertThat(settings.alerts().sentryDsn()).isEmpty();
            assertThat(settings.alerts().minPriority()).isEqualTo("low");
            assertThat(settings.alerts().perKind()).hasToString("10/1h");
            assertThat(settings.alerts().total()).hasToString("50/1h");
            assertThat(settings.log().json()).isFalse();
            assertThat(settings.log().statements()).isFalse();
        }

        @Test
        void ofConnectionsFitIntoTheHeap() {
            assertThat(HttpSettings.fitting(64L << 20, false)).isEqualTo(100);
            assertThat(HttpSettings.fitting(128L << 20, false)).isEqualTo(546);
            assertThat(HttpSettings.fitting(128L << 20, true)).isEqualTo(378);
            assertThat(HttpSettings.fitting(Long.MAX_VALUE, false)).isEqualTo(100_000);
        }

        @ParameterizedTest
        @CsvSource({
            "guard.limits.signup, 3/1h",
            "guard.limits.refresh, 10/10m",
            "guard.limits.upload, 50/1h",
            "guard.limits.files, 600/10m",
            "guard.limits.admin, 120/1m",
            "guard.limits.default, 600/10m",
            "guard.limits.bot, 49/1m",
            "guard.login.client, 5/5m",
            "guard.login.account, 20/1h",
            "guard.login.address, 30/5m",
            "guard.login.spray, 10/10m",
            "guard.login.spray-slow, 40/24h"
        })
        void ofLimitsAreThoseOfTheContract(String key, String limit) {
            assertThat(SettingsLoader.load(Map.of(), Map.of(), Optional.empty()).lines())
                    .contains(key + " = " + limit + "   (default)");
        }
    }

    @Nested
    class MetricsDefaults {

        @ParameterizedTest
        @CsvSource({
            "performance.alerts.latency, 1s",
            "performance.alerts.error-rate, 1",
            "performance.alerts.rss, 500MB",
            "performance.alerts.cpu, 80",
            "performance.alerts.redis-latency, 50ms",
            "scaling.cpu, 70",
            "scaling.memory, 80",
            "scaling.connections, 1000",
            "scaling.requests-per-minute, 10000",
            "scaling.sustained, 5m"
        })
        void areThoseOfTheContract(String key, String value) {
            assertThat(SettingsLoader.load(Map.of(), Map.of(), Optional.empty()).lines())
                    .contains(key + " = " + value + "   (default)");
        }
    }

    @Nested
    class Precedence {

        @Test
        void isCommandLineThenEnvironmentThenFileThenDefault() throws IOException {
            Optional<Path> file = Optional.of(file("port: 1001\nhost: 192.0.2.1\nhash: {queue: 7}\n"));
            Map<String, String> environment = Map.of("TOLLGATE_PORT", "1002", "TOLLGATE_HOST", "192.0.2.2");

            Settings settings = Settings.from(SettingsLoader.load(Map.of("port", "1003"), environment, file));

            assertThat(settings.port()).isEqualTo(1003);
            assertThat(settings.host()).isEqualTo("192.0.2.2");
            assertThat(settings.hash().queue()).isEqualTo(7);
            assertThat(settings.redis().connections()).isEqualTo(1);
        }

        @Test
        void isToldWithEachValue() throws IOException {
            Path file = file("host: 192.0.2.1\n");

            assertThat(SettingsLoader.load(
                                    Map.of("port", "1003"), Map.of("TOLLGATE_HASH_QUEUE", "9"), Optional.of(file))
                            .lines())
                    .contains(
                            "port = 1003   (command line)",
                            "host = 192.0.2.1   (" + file + ")",
                            "hash.queue = 9   (environment TOLLGATE_HASH_QUEUE)",
                            "data.dir = ./data   (default)");
        }

        @Test
        void nestedAndDottedKeysOfTheFileMeanTheSame() throws IOException {
            Path nested = file("guard:\n  limits:\n    bot: none\n  allow: [192.0.2.0/24, 2001:db8::/32]\ndata.dir: /x\n");

            Settings settings = Settings.from(SettingsLoader.load(Map.of(), Map.of(), Optional.of(nested)));

            assertThat(settings.guard().limits()).doesNotContainKey("bot").containsKey("signup");
            assertThat(settings.dataDir()).isEqualTo(Path.of("/x"));
        }
    }

    @Nested
    class FromFile {

        @Test
        void valueIsReadWithoutItsLineEnd() throws IOException {
            Path secret = Files.writeString(folder.resolve("secret"), "from the file\n");

            Settings settings = Settings.from(SettingsLoader.load(
                    Map.of(), Map.of("TOLLGATE_ADMIN_PASSWORD_FILE", secret.toString()), Optional.empty()));

            assertThat(settings.admin().password().map(Secret::value)).contains("from the file");
        }

        @Test
        void missingFileAndBothAreErrors() {
            assertThat(problemsOf(Map.of(), Map.of("TOLLGATE_KEYS_SECRET_FILE", "/nowhere"), Optional.empty()))
                    .singleElement()
                    .asString()
                    .contains("keys.secret", "/nowhere", "TOLLGATE_KEYS_SECRET_FILE");
            assertThat(problemsOf(
                            Map.of(),
                            Map.of("TOLLGATE_PORT", "1", "TOLLGATE_PORT_FILE", "/nowhere"),
                            Optional.empty()))
                    .singleElement()
                    .asString()
                    .contains("TOLLGATE_PORT", "keep one");
        }
    }

    @Nested
    class UnknownKeys {

        @Test
        void areErrorsNamingTheNearestInEverySource() throws IOException {
            Path file = file("prot: 1\nguard: {limits: {sign-up: 3/1h}}\n");

            List<String> problems =
                    problemsOf(Map.of("data.dri", "x"), Map.of("TOLLGATE_HSOT", "x"), Optional.of(file));

            assertThat(problems).hasSize(4);
            assertThat(problems).anySatisfy(p -> assertThat(p).contains("prot", "did you mean port?", file.toString()));
            assertThat(problems)
                    .anySatisfy(p -> assertThat(p).contains("guard.limits.sign-up", "did you mean guard.limits.signup?"));
            assertThat(problems).anySatisfy(p -> assertThat(p).contains("data.dri", "did you mean data.dir?", "command line"));
            assertThat(problems).anySatisfy(p -> assertThat(p).contains("TOLLGATE_HSOT", "did you mean TOLLGATE_HOST?"));
        }

        @Test
        void ofTheLauncherAreNone() {
            Map<String, String> environment = Map.of("TOLLGATE_JAVA_OPTS", "x", "TOLLGATE_LAB_ADMIN_PASSWORD", "x", "PATH", "x");

            assertThat(Settings.from(SettingsLoader.load(Map.of(), environment, Optional.empty())).port())
                    .isEqualTo(8080);
        }

        @Test
        void filesThatAreNoMappingAreErrors() throws IOException {
            assertThat(problemsOf(Map.of(), Map.of(), Optional.of(file("- a\n- b\n")))).singleElement().asString().contains("mapping");
            assertThat(problemsOf(Map.of(), Map.of(), Optional.of(file("a: [b\n")))).singleElement().asString().contains("YAML");
            assertThat(problemsOf(Map.of(), Map.of(), Optional.of(folder.resolve("away")))).singleElement().asString().contains("cannot be read");
        }
    }

    @Nested
    class WrongValues {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "port | 70000 | from 0 to 65535",
                    "port | http | whole number",
                    "port | -1 | from 0",
                    "host | '' | empty",
                    "host | not a host | not a host is not",
                    "host | * | must be an IP address or the name of a host",
                    "host | http://127.0.0.1 | http://127.0.0.1 is not",
                    "data.dir | '' | empty",
                    "database.url | mysql://x | jdbc:postgresql:",
                    "database.pool-size | 0 | from 1 to 200",
                    "database.slow | soon | 50ms",
                    "database.slow | 0ms | 50ms",
                    "redis.url | http://x | redis://",
                    "redis.timeout | 5 | 50ms",
                    "redis.timeout | 11s | at most 10s",
                    "redis.url | redis://a b | must be redis://host:port",
                    "performance.alerts.cpu | 101 | percent",
                    "performance.alerts.cpu | NaN | percent",
                    "performance.alerts.error-rate | 0 | percent",
                    "scaling.connections | 0 | from 1",
                    "admin.email | nobody | e-mail address",
                    "trusted-proxies | everybody | everybody",
                    "trusted-proxies | 10.0.0.0/33 | 10.0.0.0/33",
                    "guard.layers | events,magic | events, detection",
                    "guard.layers | '' | none switches it off",
                    "guard.layers | ',' | none switches it off",
                    "guard.limits.signup | '' | none switches it off",
                    "geo.database | '' | none switches it off",
                    "guard.monitor-only | yes | true, false",
                    "guard.allow | 10.0.0.300 | 10.0.0.300",
                    "guard.limits.signup | many | count/period",
                    "guard.limits.signup | 0/1h | count/period",
                    "guard.limits.bot | 10/0s | count/period",
                    "guard.login.client | none | count/period",
                    "guard.login.client | 1001/1h | at most 1000 guesses",
                    "guard.login.spray-slow | 40/7d | at most 2d",
                    "http.request-time | 999999d | 36500d",
                    "http.request-time | 2h | at most 3600s",
                    "database.url | jdbc:postgresql://host:port/name | jdbc:postgresql://host:port/name",
                    "database.url | jdbc:postgresql://user@host/name | set database.user",
                    "guard.ban.durations | 1h,never | 50ms",
                    "tokens.access-ttl | 1y | 50ms",
                    "tokens.refresh-grace | 11s | at most 10s",
                    "tokens.issuer | '' | empty",
                    "signup.enabled | 1 | true, false",
                    "signup.verify-email | true | set mail.host too",
                    "password.min-length | 7 | from 8",
                    "files.max-size | big | 100MB",
                    "files.max-size | 0 | 100MB",
                    "files.quota-count | 0 | whole number",
                    "hash.threads | 0 | from 1",
                    "hash.queue | 0 | from 1",
                    "mail.port | 0 | from 1",
                    "mail.tls | maybe | starttls, tls, none",
                    "mail.link-base | nowhere | https://",
                    "mail.link-base | ftp://x | https://",
                    "mail.link-base | javascript://x/.. | https://",
                    "mail.link-base | https:x | https://",
                    "mail.link-base | //x | https://",
                    "mail.link-base | https://x/?q=1 | without ? and #",
                    "mail.link-base | https://x/#a | without ? and #",
                    "mail.link-base | https://x? | without ? and #",
                    "alerts.link-base | ftp://x | https://",
                    "log.format | xml | text, json"
                })
        void areReportedWithWhatWouldBeRight(String key, String value, String rule) {
            assertThat(problemsOf(Map.of(key, value)))
                    .singleElement()
                    .asString()
                    .startsWith(key)
                    .contains("command line", rule);
        }

        @Test
        void areReportedAllAtOnce() {
            assertThat(problemsOf(Map.of("port", "x", "hash.queue", "x", "log.format", "x", "guard.allow", "x")))
                    .hasSize(4);
        }

        @Test
        void thatSwitchSomethingOffAreWrittenAsNone() {
            Settings settings = with("guard.layers", "none", "guard.limits.bot", "none", "geo.database", "none");

            assertThat(settings.guard().layers()).isEmpty();
            assertThat(settings.guard().limits()).doesNotContainKey("bot");
            assertThat(problemsOf(Map.of(), Map.of("TOLLGATE_GUARD_LAYERS", ""), Optional.empty()))
                    .singleElement()
                    .asString()
                    .startsWith("guard.layers (environment TOLLGATE_GUARD_LAYERS): must not be empty");
        }

        @ParameterizedTest
        @ValueSource(strings = {"guard.layers:", "guard.layers: []", "guard: {layers: null}", "guard.layers: ''"})
        void thatAreEmptyInTheFileSwitchNothingOff(String text) throws IOException {
            assertThat(problemsOf(Map.of(), Map.of(), Optional.of(file(text))))
                    .singleElement()
                    .asString()
                    .contains("guard.layers", "must not be empty");
        }

        @ParameterizedTest
        @ValueSource(strings = {"localhost", "auth_1.example.org", "0.0.0.0", "::", "::1", "[::1]", "fe80::1%eth0", "2001:db8::192.0.2.1"})
        void hostsAreNot(String host) {
            assertThat(with("host", host).host()).isEqualTo(host);
        }

        @Test
        void largestNumbersAreNotInAnyUnit() {
            assertThat(with("files.quota-size", "1073741824").files().quotaSize()).isEqualTo(1L << 30);
            assertThat(with("files.quota-size", "1152921504606846976").files().quotaSize()).isEqualTo(1L << 60);
            assertThat(with("files.quota-size", "1125899906842624KB").files().quotaSize()).isEqualTo(1L << 60);
            assertThat(with("tokens.refresh-ttl", "3153600000000ms").tokens().refreshTtl()).isEqualTo(Duration.ofDays(36_500));
        }

        @Test
        void numbersDoNotOverflow() {
            // What overflows to something positive.
            assertThat(problemsOf(Map.of("files.quota-size", "20000000TB"))).singleElement().asString().contains("up to 1048576TB");
            assertThat(problemsOf(Map.of("tokens.refresh-ttl", "999999d"))).singleElement().asString().contains("up to 36500d");
            assertThat(with("tokens.refresh-ttl", "36500d", "files.quota-size", "1048576TB").files().quotaSize())
                    .isEqualTo(1L << 60);
            assertThat(problemsOf(Map.of("files.quota-size", "999999999TB"))).hasSize(1);
            assertThat(problemsOf(Map.of("files.quota-size", "9999999999999999999"))).hasSize(1);
            assertThat(problemsOf(Map.of("files.quota-size", "1152921504606846977"))).hasSize(1);
            assertThat(problemsOf(Map.of("tokens.refresh-ttl", "9999999999999d"))).hasSize(1);
            assertThat(problemsOf(Map.of("tokens.refresh-ttl", "3153600000001ms"))).hasSize(1);
            assertThat(problemsOf(Map.of("port", "4294975376"))).hasSize(1);
            assertThat(problemsOf(Map.of("hash.queue", "99999999999"))).hasSize(1);
        }
    }

    @Nested
    class Alerts {

        @Test
        void needTheirMailServerAndUsableAddresses() {
            assertThat(problemsOf(Map.of("alerts.mail-to", "ops@example.org"))).singleElement().asString()
                    .contains("mail.host");
            assertThat(problemsOf(Map.of("mail.host", "localhost", "alerts.mail-to", "ops@example.org, nobody")))
                    .singleElement().asString()
                    .contains("alerts.mail-to");
        }

        @Test
        void unusableUrlsAreNotRepeated() {
            assertThat(problemsOf(Map.of("alerts.webhook", "hooks-hunter2", "sentry.dsn", "https://hunter2/1")))
                    .hasSize(2)
                    .noneMatch(problem -> problem.contains("hunter2"));
        }
    }

    @Nested
    class Secrets {
        private static final String VALUE = "hunter2-and-more";

        @Test
        void areNeverShown() {
            Map<String, String> secrets = Map.of(
                    "database.password", VALUE,
                    "admin.password", VALUE,
                    "keys.secret", VALUE,
                    "mail.password", VALUE,
                    "mail.host", "localhost",
                    "alerts.webhook", "https://hooks.example.org/" + VALUE,
                    "sentry.dsn", "https://" + VALUE + "@sentry.example.org/1");

            EffectiveSettings effective = SettingsLoader.load(secrets, Map.of(), Optional.empty());

            assertThat(effective.lines()).noneMatch(line -> line.contains(VALUE)).contains("keys.secret = ***   (command line)");
            assertThat(Settings.from(effective).toString()).doesNotContain(VALUE);
            assertThat(problemsOf(Map.of("admin.password", VALUE, "port", "x")).toString()).doesNotContain(VALUE);
        }

        @Test
        void withinUrlsAreNotShownEither() {
            EffectiveSettings effective = SettingsLoader.load(
                    Map.of(
                            "redis.url", "redis://user:" + VALUE + "@localhost:6379",
                            "database.url", "jdbc:postgresql://localhost/x?user=a&password=" + VALUE),
                    Map.of(),
                    Optional.empty());

            assertThat(effective.lines()).noneMatch(line -> line.contains(VALUE));
            assertThat(Settings.from(effective).toString()).doesNotContain(VALUE);
        }

        @ParameterizedTest
        @CsvSource({
            "redis://s3cret@localhost:6379, redis://***@localhost:6379",
            "'redis://:s3cret@a:1,b:2', 'redis://:***@a:1,b:2'",
            "redis://user:s3cret@localhost, redis://user:***@localhost",
            "redis://user:s3/cr@t@localhost/0, redis://user:***@localhost/0",
            "redis-sentinel://s3cret@a/0#main, redis-sentinel://***@a/0#main",
            "redis://localhost:6379/0, redis://localhost:6379/0",
            "jdbc:postgresql://h/n?user=me@work&sslpassword=s3cret&a=b, jdbc:postgresql://h/n?user=me@work&sslpassword=***&a=b"
        })
        void ofUrlsAreAllThatStandsBeforeTheHostButAName(String url, String shown) {
            assertThat(UrlCredentials.hide(url)).isEqualTo(shown);
        }
    }

    @Nested
    class OfNoPlace {

        @Test
        void areTheDefaultsWithWhatIsGiven() {
            Settings settings = Settings.from(SettingsLoader.defaultsWith(Map.of("port", "0")));

            assertThat(settings.port()).isZero();
            assertThat(settings.hash().queue()).isEqualTo(64);
        }
    }
}
