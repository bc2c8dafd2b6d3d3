package io.tollgate.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.settings.SettingsException;
import io.tollgate.server.testing.TestCertificate;
import io.tollgate.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What cannot be used is said at the start, with the setting's name and before anything is opened.
class TlsSettingsTest {
    private final ManualClock clock = new ManualClock();

    @TempDir
    private Path folder;

    private AbstractThrowableAssert<?, ?> assertRefused(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        Path data = folder.resolve("data");
        all.put("data.dir", data.toString());
        AbstractThrowableAssert<?, ?> refused = assertThatThrownBy(() -> TestServer.start(clock, all))
                .isInstanceOf(SettingsException.class)
                .hasMessageNotContaining("MII");
        assertThat(data).doesNotExist();
        return refused;
    }

    private Map<String, String> files(String certificate, String key) throws IOException {
        return Map.of(
                "tls.certificate", Files.writeString(folder.resolve("a.crt"), certificate).toString(),
                "tls.key", Files.writeString(folder.resolve("a.key"), key).toString());
    }

    @Test
    void oneWithoutTheOtherIsRefused() {
        assertRefused(Map.of("tls.certificate", "a.crt")).hasMessageContaining("tls.key");
        assertRefused(Map.of("tls.key", "a.key")).hasMessageContaining("tls.certificate");
    }

    @Test
    void fileThatIsNotThereIsRefused() throws IOException {
        TestCertificate certificate = TestCertificate.ec();
        Map<String, String> written = certificate.writeTo(folder);

        assertRefused(Map.of("tls.certificate", "nowhere.crt", "tls.key", written.get("tls.key")))
                .hasMessageContainingAll("tls.certificate", "nowhere.crt", "cannot be read", "NoSuchFile");
        assertRefused(Map.of("tls.certificate", written.get("tls.certificate"), "tls.key", folder.toString()))
                .hasMessageContainingAll("tls.key", "cannot be read");
    }

    @Test
    void keyOfAnotherCertificateIsRefused() throws IOException {
        assertRefused(files(TestCertificate.ec().certificatePem(), TestCertificate.ec().keyPem()))
                .hasMessageContainingAll("tls.key", "is not the key of the first certificate");
        assertRefused(files(TestCertificate.ec().certificatePem(), TestCertificate.rsa().keyPem()))
                .hasMessageContainingAll("tls.key", "EC");
    }

    @Test
    void keyInTheClearIsNeeded() throws IOException {
        TestCertificate certificate = TestCertificate.ec();
        String key = certificate.keyPem();

        assertRefused(files(certificate.certificatePem(), key.replace("PRIVATE", "ENCRYPTED PRIVATE")))
                .hasMessageContainingAll("tls.key", "encrypted", "openssl pkey");
        assertRefused(files(certificate.certificatePem(), key.replace("PRIVATE", "EC PRIVATE")))
                .hasMessageContainingAll("tls.key", "PKCS#8", "openssl pkcs8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void whatIsNoCertificateIsRefused(String text) throws IOException {
        assertRefused(files(text, TestCertificate.ec().keyPem()))
                .hasMessageContainingAll("tls.certificate", "holds no certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"})
    void whatIsNoKeyIsRefused(String text) throws IOException {
        assertRefused(files(TestCertificate.ec().certificatePem(), text)).hasMessageContainingAll("tls.key", "holds no");
    }

    @Test
    void chainThatIsNoneIsRefused() throws IOException {
        TestCertificate own = TestCertificate.ec();
        String another = TestCertificate.ecNamed("CN=Another").certificatePem();

        assertRefused(files(own.certificatePem() + another, own.keyPem()))
                .hasMessageContainingAll("tls.certificate", "out of order", "CN=Tollgate test", "not that of CN=Another");
        assertRefused(files(own.certificatePem() + own.certificatePem(), own.keyPem()))
                .hasMessageContainingAll("tls.certificate", "twice");
    }

    @Test
    void certificateThatIsNotValidNowIsRefused() throws IOException {
        Duration day = Duration.ofDays(1);
        TestCertificate old = TestCertificate.ec(clock.instant().minus(day), clock.instant().minusSeconds(1));
        TestCertificate early = TestCertificate.ec(clock.instant().plusSeconds(60), clock.instant().plus(day));

        assertRefused(files(old.certificatePem(), old.keyPem())).hasMessageContainingAll("tls.certificate", "expired");
        assertRefused(files(early.certificatePem(), early.keyPem()))
                .hasMessageContainingAll("tls.certificate", "not valid before", "clock");
    }
}
