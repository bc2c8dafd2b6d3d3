package io.tollgate.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.lab.driver.Failure;
import io.tollgate.lab.driver.Recordings;
import io.tollgate.lab.result.Attack;
import io.tollgate.lab.result.DriverLoad;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ValidityTest {

    @Test
    void aDriverThatKeptUpMeasuredTheServer() {
        assertThat(Validity.objection(new DriverLoad(0.3, 20, 0.009), 40, 1_000)).isEmpty();
    }

    @Test
    void aDriverThatDidNotMeasuredItself() {
        assertThat(Validity.objection(new DriverLoad(0.3, 20, 0.02), 40, 1_000)).hasValueSatisfying(
                reason -> assertThat(reason).contains("too late with 2.0 %"));
        assertThat(Validity.objection(new DriverLoad(0.95, 20, 0), 40, 1_000)).isPresent();
        assertThat(Validity.objection(new DriverLoad(0.3, 900, 0), 400, 1_000)).isPresent();
        assertThat(Validity.objection(new DriverLoad(0.3, 20, 0), 0, 0)).isPresent();
    }

    @Test
    void aDriverThatCouldNotSendMeasuredItself() {
        assertThat(Validity.objection(Recordings.of(Failure.NONE, Failure.BROKEN, Failure.TIMEOUT))).isEmpty();
        assertThat(Validity.objection(Recordings.of(Failure.NONE, Failure.DRIVER, Failure.DRIVER))).hasValueSatisfying(
                reason -> assertThat(reason).contains("no file, port or address left to send 2 requests"));
    }

    @Test
    void anAttackThatIsHardlyAnsweredSaysNothing() {
        assertThat(Validity.objection(attack(10, 1_000, 10), 10)).isEmpty();
        assertThat(Validity.objection(attack(10, 1_000, 11), 10)).hasValueSatisfying(
                reason -> assertThat(reason).contains("1.1 % of the attack's requests were not answered"));
    }

    @Test
    void anAttackThatIsAnsweredNeitherWayOrTheOtherSaysNothing() {
        assertThat(Validity.objection(attack(10, 1_000, 0, 10), 10)).isEmpty();
        assertThat(Validity.objection(attack(10, 1_000, 0, 11), 10)).hasValueSatisfying(
                reason -> assertThat(reason).contains("1.1 % of the attack's requests were answered neither"));
    }

    @Test
    void attackersWhomTheServerKnewAreNotTheAttackThatWasMeant() {
        assertThat(Validity.objection(attack(null, 1_000, 0), 10)).isEmpty();
        assertThat(Validity.objection(attack(9, 1_000, 0), 10)).isEmpty();
        assertThat(Validity.objection(attack(8, 1_000, 0), 10)).hasValueSatisfying(
                reason -> assertThat(reason).contains("8 new addresses of 10 attackers"));
    }

    private static Attack attack(@Nullable Integer sources, long requests, long unanswered) {
        return attack(sources, requests, unanswered, 0);
    }

    private static Attack attack(@Nullable Integer sources, long requests, long unanswered, long unexpected) {
        Attack.Users nobody = new Attack.Users(0, 0, 0, 0);
        return new Attack(sources, requests, unanswered, unexpected, requests, 0, Map.of(), 0, Map.of(), 0, 1.0, null, nobody, nobody);
    }
}
