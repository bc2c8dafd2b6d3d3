package io.tollgate.guard.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    private static ClientAddress address(String text) {
        return ClientAddress.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
            "10.0.0.0/8,            10.255.255.255,        true",
            "10.0.0.0/8,            11.0.0.0,              false",
            "10.0.0.0/8,            ::ffff:10.1.2.3,       true",
            "10.0.0.0/8,            64:ff9b::10.1.2.3,     true",
            "203.0.113.7,           203.0.113.7,           true",
            "203.0.113.7,           203.0.113.8,           false",
            "::ffff:203.0.113.7,    203.0.113.7,           true",
            "0.0.0.0/0,             203.0.113.7,           true",
            "0.0.0.0/0,             2001:db8::1,           false",
            "::/0,                  2001:db8::1,           true",
            "::/0,                  203.0.113.7,           false",
            "2001:db8::/32,         2001:db8:ffff::1,      true",
            "2001:db8::/32,         2001:db9::1,           false",
            "2001:db8::7,           2001:db8::7,           true",
            "2001:db8::7,           2001:db8::8,           false",
            "2001:db8::8000/113,    2001:db8::ffff,        true",
            "2001:db8::8000/113,    2001:db8::7fff,        false",
            "2001:db8::/64,         2001:db8::ffff:0:0:1,  true"})
    void containsByTheFullAddress(String network, String address, boolean contained) {
        assertThat(Cidr.parse(network).contains(address(address))).isEqualTo(contained);
    }

    @Test
    void containsWhatArithmeticSaysForRandomNetworks() throws UnknownHostException {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            int width = random.nextBoolean() ? 32 : 128;
            int prefix = random.nextInt(width + 1);
            byte[] bytes = new byte[width / 8];
            random.nextBytes(bytes);
            ClientAddress base = ClientAddress.of(InetAddress.getByAddress(bytes));
            int flipped = random.nextInt(width);
            byte[] neighbour = new BigInteger(1, bytes).flipBit(width - 1 - flipped).toByteArray();
            byte[] other = new byte[width / 8];
            int length = Math.min(neighbour.length, other.length);
            System.arraycopy(neighbour, neighbour.length - length, other, other.length - length, length);

            var cidr = new Cidr(base, prefix);
            assertThat(cidr.contains(base)).as("seed %d", seed).isTrue();
            assertThat(cidr.contains(ClientAddress.of(InetAddress.getByAddress(other))))
                    .as("%s, bit %d, seed %d", cidr, flipped, seed).isEqualTo(flipped >= prefix);
            assertThat(Cidr.parse(cidr.toString())).isEqualTo(cidr).hasSameHashCodeAs(cidr);
        }
    }

    @Nested
    class Parse {
        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
                "10.0.0.1/8            | for the network write 10.0.0.0/8, for the one address 10.0.0.1",
                "2001:db8::1/64        | for the network write 2001:db8::/64, for the one address 2001:db8::1",
                "10.0.0.0/33           | needs a prefix length from 0 to 32",
                "10.0.0.0/             | needs a prefix length from 0 to 32",
                "10.0.0.0/08           | needs a prefix length from 0 to 32",
                "10.0.0.0/-1           | needs a prefix length from 0 to 32",
                "10.0.0.0/255.0.0.0    | needs a prefix length from 0 to 32",
                "2001:db8::/129        | needs a prefix length from 0 to 128",
                "2001:db8::/9999999999 | needs a prefix length from 0 to 128",
                "::ffff:10.0.0.0/104   | write 10.0.0.0/8",
                "64:ff9b::/96          | write the IPv4 networks that are meant",
                "64:ff9b::/32          | write the IPv4 networks that are meant",
                "proxy.example.org     | is not an address or network; write it like 10.0.0.0/8",
                "10.0/16               | is not an address or network",
                "10.0.0.1:80/8         | is not an address or network",
                "[::1]/128             | is not an address or network",
                "fe80::1%eth0/64       | is not an address or network",
                "'10.0.0.0 /8'         | is not an address or network",
                "''                    | is not an address or network"})
        void saysWhatIsWrongAndWhatWouldBeRight(String text, String part) {
            assertThatIllegalArgumentException().isThrownBy(() -> Cidr.parse(text))
                    .withMessageContaining("\"" + text + "\"").withMessageContaining(part);
        }

        @ParameterizedTest
        @CsvSource({"10.0.0.0/8, 10.0.0.0/8", "203.0.113.7, 203.0.113.7/32", "2001:DB8:0::/32, 2001:db8::/32", "::1, ::1/128"})
        void isWrittenInCanonicalForm(String text, String canonical) {
            assertThat(Cidr.parse(text)).hasToString(canonical);
        }
    }

    @Nested
    class Sets {
        @ParameterizedTest
        @ValueSource(strings = {"10.1.2.3", "203.0.113.7", "2001:db8::5"})
        void containsWhatAnyNetworkContains(String text) {
            CidrSet set = CidrSet.parse(List.of("10.0.0.0/8", "203.0.113.7", "2001:db8::/32"));
            assertThat(set.contains(address(text))).isTrue();
            assertThat(set.contains(address("11.1.2.3"))).isFalse();
        }

        @Test
        void noneContainsNothing() {
            assertThat(CidrSet.none().contains(address("0.0.0.0"))).isFalse();
            assertThat(CidrSet.none().isEmpty()).isTrue();
        }

        @Test
        void moreNetworksThanTheBoundAreRefused() {
            List<String> bound = Collections.nCopies(CidrSet.MAX_SIZE, "10.0.0.0/8");
            assertThat(CidrSet.parse(bound).contains(address("10.0.0.1"))).isTrue();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CidrSet.parse(Collections.nCopies(CidrSet.MAX_SIZE + 1, "10.0.0.0/8")))
                    .withMessageContaining("1001 networks").withMessageContaining("at most 1000");
        }

        @Test
        void aWrongNetworkIsNamed() {
            assertThatIllegalArgumentException().isThrownBy(() -> CidrSet.parse(List.of("10.0.0.0/8", "nonsense")))
                    .withMessageContaining("\"nonsense\"");
        }
    }
}
