package io.tollgate.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.lab.driver.Send;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static Plan plan(String name) {
        return Plan.of(Catalogue.find(name).orElseThrow(), 1);
    }

    private static List<Send> measured(Plan plan) {
        return plan.sends().stream().filter(send -> plan.phase(send) == Plan.Phase.MEASURED).toList();
    }

    @Test
    void oneSeedGivesTheSameRequestsTwice() {
        Scenario scenario = Catalogue.find("brute-force").orElseThrow();

        assertThat(Plan.of(scenario, 7)).isEqualTo(Plan.of(scenario, 7));
        assertThat(Plan.of(scenario, 7).sends()).isNotEqualTo(Plan.of(scenario, 8).sends());
    }

    @Test
    void normalHasItsNumbersAndItsMix() {
        Plan plan = plan("normal");

        List<Send> measured = measured(plan);
        Map<Operation, Long> mix = measured.stream().collect(Collectors.groupingBy(Plan::operation, Collectors.counting()));
        assertThat(measured).hasSize(10_000);
        assertThat(measured.stream().map(Send::actor).distinct()).hasSize(100);
        assertThat(mix.get(Operation.LIST_FILES)).isBetween(4_450L, 4_550L);
        assertThat(mix.get(Operation.LOG_IN)).isBetween(180L, 220L);
        assertThat(mix.get(Operation.REFRESH)).isBetween(85L, 115L);
        assertThat(mix.get(Operation.WHO_AM_I) + mix.get(Operation.SESSIONS)).isBetween(1_150L, 1_250L);
        assertThat(mix.get(Operation.METADATA)).isBetween(1_930L, 2_070L);
        assertThat(mix.get(Operation.DOWNLOAD)).isBetween(1_150L, 1_250L);
        assertThat(mix.get(Operation.UPLOAD)).isBetween(450L, 550L);
        assertThat(mix.get(Operation.RENAME) + mix.get(Operation.DELETE)).isBetween(270L, 330L);
    }

    @Test
    void nobodyAsksForMoreThanTheLimitsOfOneHundredPerSecondAllow() {
        Plan plan = plan("normal-sustained");

        Map<Integer, Long> uploads = plan.sends().stream()
                .filter(send -> Plan.operation(send) == Operation.UPLOAD)
                .collect(Collectors.groupingBy(Send::actor, Collectors.counting()));
        assertThat(uploads.values()).allMatch(count -> count <= 49);
    }

    @Test
    void stagesRampTheUsersUpAndDown() {
        Plan plan = plan("stages");

        // User-minutes: 50 + 500 + 300 + 1,000 + 250, ten requests a minute each.
        assertThat(plan.sends()).hasSize(21_000);
        assertThat(inMinute(plan, 0)).isBetween(480L, 520L);
        assertThat(inMinute(plan, 3)).isBetween(980L, 1_020L);
        assertThat(inMinute(plan, 7)).isBetween(4_900L, 5_100L);
        assertThat(inMinute(plan, 9)).isBetween(2_400L, 2_600L);
    }

    private static long inMinute(Plan plan, int minute) {
        return plan.sends().stream()
                .filter(send -> send.atNanos() / Duration.ofMinutes(1).toNanos() == minute)
                .count();
    }

    @Test
    void bruteForceIsFiftyTimesTenPerSecondAtTenAccounts() {
        Plan plan = plan("brute-force");
        Assault assault = plan.scenario().attack().orElseThrow();

        List<Send> attack = plan.sends().stream().filter(plan::isAttacker).toList();
        assertThat(attack).hasSize(50 * 10 * 120);
        assertThat(attack).allMatch(send -> send.atNanos() >= plan.measuredFromNanos());
        assertThat(attack.stream().map(send -> assault.targetOf(plan.attacker(send), send.number(), 50)).distinct())
                .hasSize(10);
    }

    @Test
    void scriptsRunInTurn() {
        Plan plan = plan("stages-original");

        List<Operation> first = plan.sends().stream()
                .filter(send -> send.actor() == 0)
                .limit(4)
                .map(Plan::operation)
                .toList();
        assertThat(first)
                .containsExactly(Operation.LOG_IN, Operation.LIST_FILES, Operation.LOG_IN, Operation.LIST_FILES);
    }

    @Test
    void anotherDurationKeepsTheShape() {
        Scenario scaled = Catalogue.find("stages").orElseThrow().lasting(Duration.ofMinutes(1));

        assertThat(scaled.duration()).isEqualTo(Duration.ofMinutes(1));
        assertThat(scaled.stages()).hasSize(5);
        assertThat(Plan.of(scaled, 1).sends()).hasSize(2_100);
    }

    @Test
    void twiceTheUsersAskTwiceAsOften() {
        Plan plan = Plan.of(Catalogue.find("smoke").orElseThrow().withUsers(10), 1);

        assertThat(measured(plan)).hasSize(100);
        assertThat(measured(plan).stream().map(Send::actor).distinct()).hasSize(10);
    }

    @Test
    void nobodyDeletesWhatHeHasNotUploaded() {
        Plan plan = plan("peak-sustained");
        int[] spare = new int[500];
        Set<Integer> without = new HashSet<>();

        for (Send send : plan.sends()) {
            spare[send.actor()] += switch (Plan.operation(send)) {
                case UPLOAD -> 1;
                case DELETE -> -1;
                default -> 0;
            };
            if (spare[send.actor()] < -1) {
                without.add(send.actor());
            }
        }

        assertThat(without).isEmpty();
    }
}
