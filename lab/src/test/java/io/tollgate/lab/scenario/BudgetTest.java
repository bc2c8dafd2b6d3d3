package io.tollgate.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetTest {

    /// By hand: brute-force 20 for each of 10 accounts; stuffing and spraying 10 for each address; botnet 20 for the one
    /// account; lockout 5 for each attacker, who is alone at his account; sign-ups 3 for each address; bots 49 for each.
    @ParameterizedTest
    @CsvSource({
        "brute-force, 200", "stuffing, 200", "spraying, 50", "botnet, 20", "lockout, 100", "signup-flood, 60",
        "token-theft, 0", "normal, 0"
    })
    void isWhatTheRulesAllow(String name, long allowed) {
        assertThat(allowed(Catalogue.find(name).orElseThrow(), 1)).isEqualTo(allowed);
    }

    @Test
    void slowGuessesFallUnderTheBudgetOfTheAccount() {
        // Four attackers at each of five accounts, too slow for their own budget.
        assertThat(allowed(Catalogue.find("slow").orElseThrow(), 1)).isEqualTo(5 * 20);
    }

    @Test
    void botsGetAllButTheLastOfAMinuteAndNothingOnceTheyAreBanned() {
        Scenario bots = Catalogue.find("bots").orElseThrow();

        assertThat(allowed(bots.lasting(Duration.ofMinutes(1)), 1)).isEqualTo(100 * 49);
        assertThat(allowed(bots, 1)).isBetween(100 * 49L, 100 * 80L);
    }

    @Test
    void anotherSeedChangesNothing() {
        assertThat(allowed(Catalogue.find("brute-force").orElseThrow(), 99)).isEqualTo(200);
    }

    @Test
    void isOfEachOperation() {
        assertThat(Budget.of(Plan.of(Catalogue.find("token-theft").orElseThrow(), 1)))
                .isEqualTo(Map.of(Operation.REPLAY, 0L, Operation.FORGE, 0L));
        assertThat(Budget.of(Plan.of(Catalogue.find("normal").orElseThrow(), 1))).isEmpty();
    }

    /// Else what the guard blocks could not be shown by it.
    @Test
    void everyAttackThatComesWithTheLabGoesBeyondItWithEachOperation() {
        List<Scenario> attacks =
                Catalogue.all().stream().filter(scenario -> scenario.attack().isPresent()).toList();

        assertThat(attacks).hasSizeGreaterThan(5).allSatisfy(scenario -> {
            Plan plan = Plan.of(scenario, 1);
            assertThat(Budget.of(plan)).allSatisfy((operation, allowed) ->
                    assertThat(planned(plan, operation)).isGreaterThan(allowed));
        });
    }

    private static long planned(Plan plan, Operation operation) {
        return plan.sends().stream().filter(send -> Plan.operation(send) == operation).count();
    }

    private static long allowed(Scenario scenario, long seed) {
        return Budget.of(Plan.of(scenario, seed)).values().stream().mapToLong(Long::longValue).sum();
    }
}
