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

    /// At most, of what is warmed up by the number of its requests: logins take too long for as many as it should be.
    Duration longestWarmUp() {
        return isFull ? Duration.ofSeconds(60) : Duration.ofSeconds(20);
    }

    Duration warmUp() {
        return isFull ? Duration.ofSeconds(10) : Duration.ofSeconds(3);
    }
}
