package io.tollgate.guard.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BreakerTest {
    private final Breaker breaker = new Breaker();

    @Test
    void tripsOnceWhenHalfOfTheLastCallsFailed() {
        for (int i = 1; i < Breaker.FAILURES; i++) {
            assertThat(breaker.failed()).isFalse();
            breaker.succeeded();
        }
        assertThat(breaker.isOpen()).isFalse();
        assertThat(breaker.failed()).isTrue();
        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.failed()).isFalse();
    }

    @Test
    void forgetsFailuresThatAreTooManyCallsAgo() {
        for (int i = 1; i < Breaker.FAILURES; i++) {
            breaker.failed();
        }
        for (int i = 0; i < Breaker.CALLS; i++) {
            breaker.succeeded();
        }
        for (int i = 1; i < Breaker.FAILURES; i++) {
            assertThat(breaker.failed()).isFalse();
        }
    }

    @Test
    void staysOpenWhateverCallsUnderWayReportUntilItIsClosed() {
        for (int i = 0; i < Breaker.FAILURES; i++) {
            breaker.failed();
        }
        for (int i = 0; i < 2 * Breaker.CALLS; i++) {
            breaker.succeeded();
        }
        assertThat(breaker.isOpen()).isTrue();
        breaker.close();
        assertThat(breaker.isOpen()).isFalse();
        assertThat(breaker.failed()).isFalse();
    }
}
