package io.tollgate.guard.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tollgate.guard.window.Admission;
import io.tollgate.guard.window.WindowStoreException;
import io.tollgate.guard.window.WindowStoreException.Category;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Over TLS, to a server whose certificate is for `localhost`. Isolated because whom the JVM trusts is a property of all of it.
@Isolated
class RedisTlsTest {
    private static final String PASSWORD = "changeit";
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String TRUST_STORE_PASSWORD = "javax.net.ssl.trustStorePassword";

    @TempDir
    private static Path folder;
    private static RedisServer server;
    private static RedisProxy proxy;

    @BeforeAll
    static void start() throws Exception {
        Path keys = folder.resolve("keys.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        int exit = new ProcessBuilder(keytool.toString(), "-genkeypair", "-alias", "redis", "-keyalg", "EC", "-dname", "CN=localhost",
                "-ext", "san=dns:localhost", "-validity", "2", "-storepass", PASSWORD, "-keystore", keys.toString())
                .inheritIO().start().waitFor();
        assertThat(exit).isZero();
        server = RedisServer.start();
        server.command("CONFIG", "SET", "requirepass", "secret");
        proxy = new RedisProxy(server.port(), context(keys).getServerSocketFactory());
        System.setProperty(TRUST_STORE, keys.toString());
        System.setProperty(TRUST_STORE_PASSWORD, PASSWORD);
    }

    private static SSLContext context(Path keys) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(keys)) {
            store.load(stream, PASSWORD.toCharArray());
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    @AfterAll
    static void stop() {
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE_PASSWORD);
        proxy.close();
        server.close();
    }

    private static RedisWindowStore open(String uri) {
        return RedisWindowStore.open(RedisSettings.of(uri.formatted(proxy.port())).withDeadline(Duration.ofSeconds(2)));
    }

    private static void assertNotConnected(RedisWindowStore store) {
        assertThatExceptionOfType(WindowStoreException.class)
                .isThrownBy(() -> store.admit(Subjects.person(), List.of(Subjects.rule(1, "600/1h")), 1))
                .satisfies(e -> assertThat(e.category()).isEqualTo(Category.UNREACHABLE));
    }

    @Test
    void decidesWithThePasswordThatTheAddressHas() {
        try (RedisWindowStore store = open("rediss://:secret@localhost:%d")) {
            assertThat(store.admit(Subjects.person(), List.of(Subjects.rule(1, "600/1h")), 1)).isSameAs(Admission.admitted());
        }
    }

    @Test
    void doesNotTalkToAServerOfAnotherName() {
        proxy.resetCounts();
        try (RedisWindowStore store = open("rediss://:secret@127.0.0.1:%d")) {
            assertNotConnected(store);
            assertThat(proxy.count("AUTH")).isZero();
        }
    }

    @Test
    void doesNotTalkToAServerThatNobodyVouchesFor() {
        System.clearProperty(TRUST_STORE);
        try (RedisWindowStore store = open("rediss://:secret@localhost:%d")) {
            assertNotConnected(store);
        } finally {
            System.setProperty(TRUST_STORE, folder.resolve("keys.p12").toString());
        }
    }

    @Test
    void isNotLetInWithAnotherPassword() {
        try (RedisWindowStore store = open("rediss://:wrong@localhost:%d")) {
            assertNotConnected(store);
        }
    }
}
