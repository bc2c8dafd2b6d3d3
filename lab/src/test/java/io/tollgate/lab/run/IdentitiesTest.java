package io.tollgate.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.lab.run.Identities.Identity;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdentitiesTest {

    @Test
    void noTwoRunsOfAnInvocationShareAnAddress() {
        Identities identities = Identities.ofRunningServer();

        // A run has four networks.
        assertThat(IntStream.range(0, 50).mapToObj(_ -> identities.next().block()))
                .doesNotHaveDuplicates()
                .allMatch(block -> block % 4 == 0 && block >= 16 && block + 3 <= 215);
        assertThat(identities.next().block()).isBetween(16, 212);
    }

    @Test
    void runsOfFreshServersAreAlike() {
        assertThat(Identities.ofFreshServer().next()).isEqualTo(new Identity("0", 16));
    }
}
