package io.tollgate.guard.standing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReputationTierTest {

    @ParameterizedTest
    @CsvSource({
        "0, BANNED, 0", "19, BANNED, 0", "20, SUSPICIOUS, 0.5", "39, SUSPICIOUS, 0.5",
        "40, NEUTRAL, 1", "59, NEUTRAL, 1", "60, TRUSTED, 2", "100, TRUSTED, 2"
    })
    void followsFromTheScore(int score, ReputationTier tier, double multiplier) {
        assertThat(ReputationTier.of(score)).isEqualTo(tier);
        assertThat(tier.multiplier()).isEqualTo(multiplier);
    }
}
