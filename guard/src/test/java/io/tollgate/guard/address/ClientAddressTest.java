package io.tollgate.guard.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
    private static ClientAddress address(String text) {
        return ClientAddress.parse(text).orElseThrow(() -> new AssertionError("not read: " + text));
    }

    @Nested
    class Parse {
        @ParameterizedTest
        @CsvSource({
                "203.0.113.7,                            203.0.113.7",
                "0.0.0.0,                                0.0.0.0",
                "255.255.255.255,                        255.255.255.255",
                "203.0.113.7:8080,                       203.0.113.7",
                "'  203.0.113.7\t',                      203.0.113.7",
                "203.0.113.7:_gazonk,                    203.0.113.7",
                "::,                                     ::",
                "::1,                                    ::1",
                "1::,                                    1::",
                "2001:db8::7,                            2001:db8::7",
                "2001:DB8:0:0:0:0:0:7,                   2001:db8::7",
                "2001:0db8:0001:0002:0003:0004:0005:0006, 2001:db8:1:2:3:4:5:6",
                "2001:db8::1:0:0:1,                      2001:db8::1:0:0:1",
                "2001:db8:0:0:1:0:0:1,                   2001:db8::1:0:0:1",
                "2001:0:0:1:0:0:0:1,                     2001:0:0:1::1",
                "2001:db8:0:1:1:1:1:1,                   2001:db8:0:1:1:1:1:1",
                "1:2:3:4:5:6:7::,                        1:2:3:4:5:6:7:0",
                "::2:3:4:5:6:7:8,                        0:2:3:4:5:6:7:8",
                "[2001:db8::7],                          2001:db8::7",
                "[2001:db8::7]:443,                      2001:db8::7",
                "[2001:db8::7]:_port,                    2001:db8::7",
                "fe80::1%eth0,                           fe80::1",
                "[fe80::1%25]:80,                        fe80::1",
                "64:ff9a::198.51.100.1,                  64:ff9a::c633:6401",
                "64:ff9b::1:198.51.100.1,                64:ff9b::1:c633:6401",
                "::198.51.100.1,                         ::c633:6401",
        })
        void readsEverySpellingIntoTheCanonicalOne(String text, String canonical) {
            assertThat(address(text).text()).isEqualTo(canonical);
            assertThat(address(text)).hasToString(canonical);
        }

        @ParameterizedTest
        @ValueSource(strings = {
                "::ffff:203.0.113.7", "::FFFF:203.0.113.7", "::ffff:cb00:7107", "0:0:0:0:0:ffff:203.0.113.7",
                "0000:0000:0000:0000:0000:ffff:cb00:7107", "[::ffff:203.0.113.7]:80", "::ffff:203.0.113.7%eth0",
                "64:ff9b::203.0.113.7", "64:ff9b::cb00:7107", "0064:ff9b:0:0:0:0:203.0.113.7", "203.0.113.7"})
        void unwrapsIpv4HoweverItIsSpelt(String text) {
            assertThat(address(text)).isEqualTo(address("203.0.113.7")).hasSameHashCodeAs(address("203.0.113.7"));
            assertThat(address(text).text()).isEqualTo("203.0.113.7");
            assertThat(address(text).isIpv4()).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {
                "", " ", "localhost", "example.org", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3",
                "256.1.1.1", "1.2.3.256", "01.2.3.4", "1.2.3.04", "00.0.0.0", "0x7f.0.0.1", "2130706433", "1.2.3.-4",
                "+1.2.3.4", "1.2.3.4x", "1.2.3.4:", "1.2.3.4:65536", "1.2.3.4:123456", "1.2.3.4:80:90", "1.2.3.4:_",
                "1.2.3.4/24", "1.2.3.4%eth0", "1. 2.3.4", "1.2.3.4,5.6.7.8", "1.2.3.1000", "٣.1.1.1",
                ":", ":::", ":1", "1:", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8",
                "1::2::3", "12345::", "g::", "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3", "::1.2.3.4.5", "::1.2.3.4:5",
                "1.2.3.4::", "::01.2.3.4", "::ffff:256.1.1.1", "2001:db8::7]", "[2001:db8::7", "[]", "[1.2.3.4]",
                "[2001:db8::7]x", "[2001:db8::7]:", "[2001:db8::7]:99999", "fe80::1%", "fe80::1%a b", "fe80::%%1",
                "[[::1]]", "::1\u0000", "unknown", "_hidden", "\"203.0.113.7\"", "2001:db8::７"})
        void refusesWhatIsNotOneWholeAddress(String text) {
            assertThat(ClientAddress.parse(text)).isEmpty();
        }

        @Test
        void refusesALongTextWithoutReadingIt() {
            assertThat(ClientAddress.parse("1".repeat(1_000_000))).isEmpty();
            assertThat(ClientAddress.parse("fe80::1%" + "x".repeat(100))).isEmpty();
        }

        /// The JDK's own parser of literals is the oracle: `ofLiteral` never resolves, and accepts a superset of ours.
        @Test
        void agreesWithTheJdkOnRandomAddresses() throws UnknownHostException {
            long seed = System.nanoTime();
            var random = new SplittableRandom(seed);
            for (int i = 0; i < 20_000; i++) {
                byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
                random.nextBytes(bytes);
                for (int zeros = random.nextInt(12); zeros > 0; zeros--) {
                    bytes[random.nextInt(bytes.length)] = 0;
                }
                InetAddress expected = InetAddress.getByAddress(bytes);
                ClientAddress read = address(expected.getHostAddress());
                assertThat(read.text()).as("seed %d", seed).isEqualTo(ClientAddress.of(expected).text());
                assertThat(InetAddress.ofLiteral(read.text())).as("seed %d", seed).isEqualTo(expected);
            }
        }

        /// Whatever is read is something the JDK reads to the same address: our parser is never the laxer one.
        @Test
        void readsNoMutilatedAddressThatTheJdkRefuses() {
            long seed = System.nanoTime();
            var random = new SplittableRandom(seed);
            String[] seeds = {"203.0.113.7", "2001:db8::7", "::ffff:203.0.113.7", "1:2:3:4:5:6:7:8", "fe80::a:b"};
            String alphabet = "0123456789abcdefg.:";
            for (int i = 0; i < 50_000; i++) {
                var text = new StringBuilder(seeds[random.nextInt(seeds.length)]);
                for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
                    int at = random.nextInt(text.length());
                    text.replace(at, at + random.nextInt(2), alphabet.charAt(random.nextInt(alphabet.length())) + "");
                }
                if (isIpv4WithPort(text)) {
                    continue;
                }
                ClientAddress.parse(text.toString()).ifPresent(read -> assertThat(read.text())
                        .as("%s, seed %d", text, seed)
                        .isEqualTo(ClientAddress.of(InetAddress.ofLiteral(text.toString())).text()));
            }
        }

        private static boolean isIpv4WithPort(StringBuilder text) {
            return text.toString().matches("[0-9.]+:[0-9]+");
        }
    }

    @Nested
    class Identity {
        @Test
        void rotatingThroughASlash64IsOneClient() {
            var random = new SplittableRandom(7);
            var identities = new HashSet<ClientAddress>();
            for (int i = 0; i < 10_000; i++) {
                identities.add(address("2001:db8:1:2:" + Long.toHexString(random.nextLong(1 << 16)) + "::"
                        + Long.toHexString(random.nextLong(1 << 16))));
            }
            assertThat(identities).hasSize(1);
        }

        @Test
        void neighbouringSlash64sAreTwoClients() {
            assertThat(address("2001:db8:1:2::1")).isNotEqualTo(address("2001:db8:1:3::1"));
            assertThat(address("203.0.113.7")).isNotEqualTo(address("203.0.113.8"));
        }

        @Test
        void anIpv6AddressThatLooksLikeAnIpv4OneIsAnother() {
            assertThat(address("::203.0.113.7")).isNotEqualTo(address("203.0.113.7"));
            assertThat(address("::")).isNotEqualTo(address("0.0.0.0"));
            assertThat(address("::").lo()).isNotEqualTo(address("0.0.0.0").lo());
        }

        @ParameterizedTest
        @CsvSource({
                "203.0.113.7,              203.0.113.7,         203.0.113.0/24",
                "::ffff:203.0.113.7,       203.0.113.7,         203.0.113.0/24",
                "2001:db8:1:2:3:4:5:6,     2001:db8:1:2::/64,   2001:db8:1::/48",
                "2001:db8::,               2001:db8::/64,       2001:db8::/48",
                "::1,                      ::/64,               ::/48",
                "64:ff9b:0:7:1::,          64:ff9b:0:7::/64,    64:ff9b::/48"})
        void keyAndNetworkAreCanonical(String text, String key, String network) {
            assertThat(address(text).key()).isEqualTo(key);
            assertThat(address(text).network()).hasToString(network);
            assertThat(address(text).network().contains(address(text))).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"203.0.113.7", "::ffff:203.0.113.7", "2001:db8:1:2:3:4:5:6", "::", "::1", "64:ff9b::203.0.113.7",
                "64:ff9b::1:0:0:1", "64:ff9b:0:7:1::"})
        void keyLeadsBackToTheSameClient(String text) {
            assertThat(ClientAddress.ofKey(address(text).key())).isEqualTo(address(text));
            assertThat(ClientAddress.parseShown(address(text).key())).contains(address(text));
        }

        @Test
        void equalAddressesHaveEqualHalvesAndKeys() {
            ClientAddress one = address("2001:db8:1:2::1");
            ClientAddress other = address("2001:db8:1:2:ffff::");
            assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
            assertThat(one.hi()).isEqualTo(other.hi());
            assertThat(one.lo()).isEqualTo(other.lo());
            assertThat(one.key()).isEqualTo(other.key());
            assertThat(one.text()).isNotEqualTo(other.text());
        }
    }

    @Nested
    class Private {
        @ParameterizedTest
        @ValueSource(strings = {"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "127.0.0.1", "127.9.9.9", "::1",
                "169.254.1.1", "100.64.0.1", "fd00::1", "fe80::1", "::ffff:10.0.0.1"})
        void belongsToNobodyInParticular(String text) {
            assertThat(address(text).isPrivate()).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.1.1", "128.0.0.1",
                "100.128.0.1", "::2", "fec0::1", "2001:db8::1", "::ffff:11.0.0.1"})
        void belongsToSomebody(String text) {
            assertThat(address(text).isPrivate()).isFalse();
        }
    }
}
