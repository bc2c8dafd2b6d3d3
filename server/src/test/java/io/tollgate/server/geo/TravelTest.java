package io.tollgate.server.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.server.geo.Travel.Journey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TravelTest {
    private static final ClientAddress BERLIN = address("203.0.113.1");
    private static final ClientAddress PARIS = address("203.0.113.2");
    private static final ClientAddress SYDNEY = address("203.0.113.3");
    private static final ClientAddress UNKNOWN = address("203.0.113.4");

    private final Travel travel = new Travel(
            address -> Optional.ofNullable(Map.of(BERLIN, "DE", PARIS, "FR", SYDNEY, "AU").get(address)));

    private static ClientAddress address(String text) {
        return ClientAddress.parse(text).orElseThrow();
    }

    @Test
    void neighboursAreNearEnoughForAnHour() {
        assertThat(travel.impossible(BERLIN, PARIS, Duration.ofHours(1))).isEmpty();
        assertThat(travel.impossible(BERLIN, PARIS, Duration.ofMinutes(5))).isPresent();
    }

    @Test
    void otherEndOfTheWorldTakesADay() {
        assertThat(travel.impossible(BERLIN, SYDNEY, Duration.ofHours(10))).contains(new Journey("DE", "AU"));
        assertThat(travel.impossible(BERLIN, SYDNEY, Duration.ofHours(24))).isEmpty();
    }

    @Test
    void nobodyTravelsWhereNothingIsKnown() {
        assertThat(travel.impossible(BERLIN, UNKNOWN, Duration.ZERO)).isEmpty();
        assertThat(travel.between(UNKNOWN, BERLIN)).isEmpty();
        assertThat(travel.between(BERLIN, BERLIN)).isEmpty();
    }

    @Test
    void clockThatStepsBackIsNoTimeAtAll() {
        assertThat(travel.impossible(BERLIN, SYDNEY, Duration.ofHours(-1))).isPresent();
    }

    @Nested
    class Shipped {

        @Test
        void knowsTheCountriesOfWellKnownAddresses(@TempDir Path folder) {
            Countries countries = Countries.shipped(folder.resolve("geo"));

            // The RIPE registry in the Netherlands, and the University of Tokyo.
            assertThat(countries.of(address("193.0.6.139"))).contains("NL");
            assertThat(countries.of(address("133.11.0.1"))).contains("JP");
            assertThat(countries.of(address("2001:67c:2e8:22::c100:68b"))).contains("NL");
        }

        @Test
        void doesNotKnowPrivateOnes(@TempDir Path folder) {
            Countries countries = Countries.shipped(folder);

            assertThat(countries.of(address("127.0.0.1"))).isEmpty();
            assertThat(countries.of(address("10.0.0.1"))).isEmpty();
        }

        @Test
        void isUnpackedOnce(@TempDir Path folder) throws IOException {
            Countries.shipped(folder).of(address("193.0.6.139"));
            Countries.shipped(folder).of(address("193.0.6.139"));

            try (var files = Files.list(folder)) {
                assertThat(files).hasSize(1);
            }
        }
    }

    @Nested
    class OfOnesOwn {

        @Test
        void firstNetworkThatContainsAnAddressCounts(@TempDir Path folder) throws IOException {
            Path file = folder.resolve("own.csv");
            Files.writeString(file, "# ours\n10.0.1.0/24,CH\n10.0.0.0/8,AT\n");

            Countries countries = Countries.in(file);

            assertThat(countries.of(address("10.0.1.9"))).contains("CH");
            assertThat(countries.of(address("10.0.2.9"))).contains("AT");
            assertThat(countries.of(address("192.0.2.1"))).isEmpty();
        }

        @Test
        void whatCannotBeReadIsRefused(@TempDir Path folder) throws IOException {
            Path broken = Files.writeString(folder.resolve("broken.csv"), "10.0.0.0/8;AT");
            assertThatThrownBy(() -> Countries.in(broken)).isInstanceOf(IllegalArgumentException.class);
            Path missing = folder.resolve("missing.mmdb");
            assertThatThrownBy(() -> Countries.in(missing)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
