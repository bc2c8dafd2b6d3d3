package io.tollgate.guard.address;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private static final ClientAddress PROXY = address("10.0.0.1");
    private static final ClientAddress STRANGER = address("198.51.100.9");

    private final TrustedProxies proxies = new TrustedProxies(CidrSet.parse(List.of("10.0.0.0/8", "fd00::/8")));

    private static ClientAddress address(String text) {
        return ClientAddress.parse(text).orElseThrow();
    }

    private String plain(String... lines) {
        return proxies.resolve(PROXY, List.of(lines), List.of()).text();
    }

    private String forwarded(String... lines) {
        return proxies.resolve(PROXY, List.of(), List.of(lines)).text();
    }

    @Test
    void headersOfAnUntrustedPeerChangeNothing() {
        assertThat(proxies.resolve(STRANGER, List.of("203.0.113.7"), List.of("for=203.0.113.7"))).isEqualTo(STRANGER);
        assertThat(proxies.resolve(STRANGER, List.of("203.0.113.7, 10.0.0.2"), List.of())).isEqualTo(STRANGER);
        assertThat(proxies.trusts(STRANGER)).isFalse();
    }

    @Test
    void withoutTrustedProxiesNoHeaderIsBelieved() {
        var none = new TrustedProxies(CidrSet.none());
        assertThat(none.resolve(PROXY, List.of("203.0.113.7"), List.of("for=203.0.113.7"))).isEqualTo(PROXY);
    }

    @Test
    void withoutHeadersThePeerIsTheClient() {
        assertThat(proxies.resolve(PROXY, List.of(), List.of())).isEqualTo(PROXY);
    }

    @Nested
    class XForwardedFor {
        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
                "203.0.113.7                                | 203.0.113.7",
                "203.0.113.7, 10.0.0.2                      | 203.0.113.7",
                "6.6.6.6, 203.0.113.7, 10.0.0.2, fd00::2    | 203.0.113.7",
                "6.6.6.6, 203.0.113.7                       | 203.0.113.7",
                "10.9.9.9, 203.0.113.7                      | 203.0.113.7",
                "10.0.0.3, 10.0.0.2                         | 10.0.0.3",
                "'203.0.113.7 ,\t10.0.0.2 , , '             | 203.0.113.7",
                "203.0.113.7:4711, 10.0.0.2:80              | 203.0.113.7",
                "'[2001:db8::7]:4711, [fd00::2]:80'         | 2001:db8::7",
                "2001:db8::7                                | 2001:db8::7",
                "::ffff:203.0.113.7                         | 203.0.113.7",
                "203.0.113.7, ::ffff:10.0.0.2               | 203.0.113.7",
                "203.0.113.7, unknown                       | 10.0.0.1",
                "203.0.113.7, unknown, 10.0.0.2             | 10.0.0.2",
                "203.0.113.7, 010.0.0.2                     | 10.0.0.1",
                "203.0.113.7, client.example.org            | 10.0.0.1",
                "'203.0.113.7, \"10.0.0.2'                  | 10.0.0.1",
                "'\"203.0.113.7\"'                          | 10.0.0.1",
                "'for=203.0.113.7'                          | 10.0.0.1",
                "''                                         | 10.0.0.1",
                "', ,,'                                     | 10.0.0.1"})
        void endsAtTheFirstHopFromTheRightThatIsNotTrusted(String line, String client) {
            assertThat(plain(line)).isEqualTo(client);
        }

        @Test
        void joinsAllLines() {
            assertThat(plain("6.6.6.6", "203.0.113.7, 10.0.0.3", "", "10.0.0.2")).isEqualTo("203.0.113.7");
        }

        @Test
        void isPreferredToForwarded() {
            assertThat(proxies.resolve(PROXY, List.of("203.0.113.7"), List.of("for=6.6.6.6"))).hasToString("203.0.113.7");
            assertThat(proxies.resolve(PROXY, List.of(""), List.of("for=6.6.6.6"))).isEqualTo(PROXY);
        }
    }

    @Nested
    class Forwarded {
        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '\'', value = {
                "for=203.0.113.7                                               | 203.0.113.7",
                "For=203.0.113.7;proto=http;by=10.0.0.1                        | 203.0.113.7",
                "proto=http; by=10.0.0.1; FOR=\"203.0.113.7:4711\"             | 203.0.113.7",
                "for=\"[2001:db8:cafe::17]:4711\"                              | 2001:db8:cafe::17",
                "for=6.6.6.6, for=203.0.113.7, for=10.0.0.2                    | 203.0.113.7",
                "for=203.0.113.7;host=\"a,b;for=6.6.6.6\", for=10.0.0.2        | 203.0.113.7",
                "for=\"10.0.0.3\";;, for=10.0.0.2                              | 10.0.0.3",
                "for=203.0.113.7, for=_hidden                                  | 10.0.0.1",
                "for=203.0.113.7, for=unknown, for=10.0.0.2                    | 10.0.0.2",
                "for=203.0.113.7, proto=https                                  | 10.0.0.1",
                "for=203.0.113.7;for=6.6.6.6                                   | 10.0.0.1",
                "for=203.0.113.7, for=\"10.0.0.2                               | 10.0.0.1",
                "for=203.0.113.7, for=10.0.0.2\"                               | 10.0.0.1",
                "for=                                                          | 10.0.0.1",
                "for=\"\"                                                      | 10.0.0.1",
                "for                                                           | 10.0.0.1",
                "xfor=203.0.113.7                                              | 10.0.0.1",
                "by=\"for=203.0.113.7\"                                        | 10.0.0.1",
                "203.0.113.7                                                   | 10.0.0.1"})
        void endsAtTheFirstHopFromTheRightThatIsNotTrusted(String line, String client) {
            assertThat(forwarded(line)).isEqualTo(client);
        }

        @Test
        void anOpenQuoteOfTheClientDoesNotHideWhatTheProxyAppended() {
            assertThat(forwarded("for=6.6.6.6;x=\", for=203.0.113.7")).isEqualTo("203.0.113.7");
            assertThat(forwarded("for=6.6.6.6;x=\"", "for=203.0.113.7;host=\"a\"")).isEqualTo("203.0.113.7");
        }

        /// A proxy that puts the client's Host in here must escape its quotes; the client uses that to upset the count.
        @ParameterizedTest
        @ValueSource(strings = {
                "for=6.6.6.6;x=\", for=203.0.113.7;host=\"a\\\"b\"",
                "for=203.0.113.7;host=\"a\\\", for=6.6.6.6;x=\\\"b\"",
                "for=203.0.113.7;host=\"a\\\", for=6.6.6.6\\\\\"",
                "for=\"203.0.113\\.7\""})
        void anEscapeEndsTheWalk(String line) {
            assertThat(forwarded(line)).isEqualTo("10.0.0.1");
        }
    }

    @Nested
    class HostileHeaders {
        @Test
        void atMost32HopsAreFollowed() {
            String trusted = "10.0.0.2" + ", 10.0.0.2".repeat(30);
            assertThat(plain("203.0.113.7, " + trusted)).isEqualTo("203.0.113.7");
            assertThat(plain("203.0.113.7, 10.0.0.3, " + trusted)).isEqualTo("10.0.0.3");
            assertThat(plain("203.0.113.7, 10.0.0.2" + ", 10.0.0.2".repeat(10_000))).isEqualTo("10.0.0.2");
        }

        @Test
        void atMost8KilobytesAreLookedAt() {
            String nothing = " ".repeat(8 * 1024 - 40);
            assertThat(plain("203.0.113.7," + nothing + "10.0.0.2")).isEqualTo("203.0.113.7");
            assertThat(plain("203.0.113.7," + nothing + " ".repeat(40) + "10.0.0.2")).isEqualTo("10.0.0.1");
            assertThat(plain("203.0.113.7", nothing + " ".repeat(40), "10.0.0.2")).isEqualTo("10.0.0.2");
            assertThat(plain("203.0.113.7" + ",".repeat(9_000))).isEqualTo("10.0.0.1");
            assertThat(proxies.resolve(PROXY, Collections.nCopies(10_000, ""), List.of())).isEqualTo(PROXY);
        }

        @Test
        void theClientsPartOfAHugeHeaderIsNeverReached() {
            assertThat(plain("x".repeat(64 * 1024) + ", 203.0.113.7, 10.0.0.2")).isEqualTo("203.0.113.7");
            assertThat(plain("1.2.3.4, ".repeat(10_000) + "203.0.113.7, 10.0.0.2")).isEqualTo("203.0.113.7");
            assertThat(forwarded("for=1.2.3.4, ".repeat(10_000) + "for=203.0.113.7")).isEqualTo("203.0.113.7");
        }

        /// Counted by the JVM for this thread, so it does not depend on how fast the machine is.
        @ParameterizedTest
        @ValueSource(strings = {"10.0.0.2, ", "x", "\"", ",", "for=10.0.0.2, ", "for=\"", ";", "for=1;"})
        void costDoesNotGrowWithTheHeader(String unit) {
            var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            List<String> huge = List.of(unit.repeat(64 * 1024 / unit.length()));
            long allocated = 0;
            for (int i = 0; i < 3; i++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                proxies.resolve(PROXY, huge, List.of());
                proxies.resolve(PROXY, List.of(), huge);
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(allocated).isLessThan(32 * 1024);
        }
    }
}
