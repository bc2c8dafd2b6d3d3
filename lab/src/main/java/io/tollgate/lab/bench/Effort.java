package io.tollgate.lab.bench;

import java.time.Duration;

/// How much time a benchmark takes for its answer.
///
/// @param runs   of each kind
/// @param isFull whether it may take minutes
record Effort(int runs, boolean isFull) {

    Duration slice() {
        return isFull ? Duration.ofSeconds(5) : Duration.ofMillis(1_500);
    }

    Duration warmUp() {
        return isFull ? Duration.ofSeconds(10) : Duration.ofSeconds(3);
    }
}
