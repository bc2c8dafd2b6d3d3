package io.tollgate.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.event.EventType;
import io.tollgate.server.event.StoredEvents.Repeated;
import io.tollgate.server.testing.TestDatabase;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What alerts add to the transaction that stores a batch of a thousand rows: the median, less that of a transaction
/// without them. Prints the figures; fails only when they are out of proportion.
@Tag("alone")
@Tag("long")
class AlertCostTest {
    private static final int ROWS = 1_000;
    private static final int BATCHES = 120;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void ofABatchIsSmall(TestDatabase engine) {
        try (AlertNode node = AlertNode.on(engine, Map.of(), Optional.empty())) {
            long none = median(node, List.of());
            for (Map.Entry<String, List<Repeated>> batch : Map.of(
                            "no row that matters", rows(node, i -> "user" + i, EventType.AUTHN_LOGIN_FAIL),
                            "one incident", rows(node, _ -> "ann", EventType.AUTHN_LOGIN_FAIL_MAX),
                            "100 incidents", rows(node, i -> "user" + i % 100, EventType.AUTHN_TOKEN_REUSE),
                            "1000 incidents of which 500 share one", rows(node, i -> "user" + i, EventType.AUTHN_RAPID_REFRESH))
                    .entrySet()) {
                long added = Math.max(0, median(node, batch.getValue()) - none);
                System.out.printf(
                        Locale.ROOT,
                        "alerts on %s, %s: %.3f ms a batch, %.2f us a row%n",
                        engine, batch.getKey(), added / 1e6, added / 1e3 / ROWS);
                assertThat(Duration.ofNanos(added)).as(batch.getKey()).isLessThan(Duration.ofSeconds(2));
            }
        }
    }

    private static List<Repeated> rows(AlertNode node, IntFunction<String> user, EventType type) {
        return IntStream.range(0, ROWS)
                .mapToObj(i -> new Repeated(
                        "e" + i,
                        node.event(type, user.apply(i), "203.0.113.7").with("rule", "login-client"),
                        node.clock.instant(),
                        10))
                .toList();
    }

    private static long median(AlertNode node, List<Repeated> batch) {
        long[] nanos = new long[BATCHES];
        for (int i = 0; i < BATCHES; i++) {
            long began = System.nanoTime();
            node.store(batch);
            nanos[i] = System.nanoTime() - began;
        }
        // The first of them are compiling.
        long[] warm = Arrays.copyOfRange(nanos, BATCHES / 2, BATCHES);
        Arrays.sort(warm);
        return warm[warm.length / 2];
    }
}
