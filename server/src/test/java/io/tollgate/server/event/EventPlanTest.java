package io.tollgate.server.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tollgate.server.database.Database;
import io.tollgate.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// However the log is asked, no answer reads all of it.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class EventPlanTest {
    private static final int ROWS = 50_000;
    private static final int MANY_ROWS = 1_000_000;
    private static final int PEOPLE = 1_000;
    private static final int LIMIT = 51;
    private static final Duration TIME = Duration.ofDays(60);

    /// Of 8 kB; a page of each type there is, merged, takes a little over a hundred, and the table has some 40,000.
    private static final int MANY_BLOCKS = 500;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Parameter
    private TestDatabase engine;

    @TempDir
    private Path folder;

    @Test
    void noFilterReadsTheWholeTable() {
        try (EventFixture events = new EventFixture(engine, folder)) {
            fill(events, ROWS);

            for (EventFilter filter : filters(events.clock().instant())) {
                for (Optional<String> cursor : cursors(events)) {
                    assertNoFullScan(events.database(), EventReader.statement(filter, cursor, LIMIT));
                }
            }
        }
    }

    @Test
    void noSweepReadsTheWholeTable() {
        try (EventFixture events = new EventFixture(engine, folder)) {
            fill(events, ROWS);
            long time = events.clock().millis() - TIME.toMillis() / 50;

            assertNoFullScan(
                    events.database(),
                    new EventReader.Statement(
                            "SELECT type, severity, timestamp / 3600000 AS bucket, SUM(count) AS total FROM security_events"
                                    + " WHERE timestamp >= :time AND timestamp < :end GROUP BY type, severity, timestamp / 3600000",
                            Map.of("time", time, "end", time + 10_000_000L)));
            assertNoFullScan(
                    events.database(),
                    new EventReader.Statement(
                            "SELECT " + StoredEvent.COLUMNS + " FROM security_events WHERE timestamp < :time"
                                    + " ORDER BY timestamp, id LIMIT 1000",
                            Map.of("time", time)));
        }
    }

    @Test
    @Tag("long")
    void firstPageOfAMillionRowsReadsFewBlocks() {
        assumeThat(engine).as("SQLite does not tell").isEqualTo(TestDatabase.POSTGRESQL);
        try (EventFixture events = new EventFixture(engine, folder)) {
            fill(events, MANY_ROWS);
            for (EventFilter filter : filters(events.clock().instant())) {
                for (Optional<String> cursor : cursors(events)) {
                    EventReader.Statement statement = EventReader.statement(filter, cursor, LIMIT);
                    assertThat(blocks(events.database(), statement)).as("%s %s", filter, cursor).isLessThan(MANY_BLOCKS);
                }
            }
        }
    }

    /// How many blocks PostgreSQL looked at to execute it.
    private static long blocks(Database database, EventReader.Statement statement) {
        JsonNode plan = database.read(handle -> {
            Query query = handle.createQuery("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + statement.sql());
            statement.values().forEach(query::bind);
            return JSON.readTree(query.mapTo(String.class).one()).at("/0/Plan");
        });
        return plan.get("Shared Hit Blocks").asLong() + plan.get("Shared Read Blocks").asLong();
    }

    /// One person and one address have a third of all events, as under an attack.
    private static void fill(EventFixture events, int count) {
        Random random = new Random(11);
        EventType[] types = EventType.values();
        Instant start = events.clock().instant().minus(TIME);
        long step = TIME.toMillis() / count;
        try (EventRows rows = new EventRows(events.connection(), events.ids())) {
            for (int i = 0; i < count; i++) {
                boolean attack = i % 3 == 0;
                EventType type = attack ? EventType.AUTHN_LOGIN_FAIL : types[random.nextInt(types.length)];
                rows.insert(
                        new SecurityEvent(
                                type,
                                start.plusMillis(step * i),
                                Optional.of(person(attack ? 0 : random.nextInt(PEOPLE))),
                                Optional.empty(),
                                Optional.of(address(attack ? 0 : random.nextInt(PEOPLE))),
                                Optional.of("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"),
                                Optional.of("8d6e2de29ef0a52eeef2e6011bf40951"),
                                Map.of("rule", "login-client")),
                        1 + random.nextInt(5));
            }
        }
        events.database().writeOnly(handle -> handle.execute("ANALYZE"));
    }

    private static String person(int number) {
        return new UUID(0x7000, 0x8000_0000_0000_0000L | number).toString();
    }

    private static String address(int number) {
        return "10.1." + number / 256 + "." + number % 256;
    }

    private static List<Optional<String>> cursors(EventFixture events) {
        return List.of(Optional.empty(), Optional.of(events.ids().next(events.clock().instant().minus(TIME.dividedBy(2)))));
    }

    /// Every combination of conditions, each with a value that is frequent and one that is not.
    private static List<EventFilter> filters(Instant now) {
        List<EventFilter> filters = new ArrayList<>();
        List<List<EventType>> types = List.of(
                List.of(),
                List.of(EventType.AUTHN_LOGIN_FAIL),
                List.of(EventType.SYS_EVENTS_LOST),
                List.of(EventType.ADDRESS_BANNED, EventType.AUTHN_LOGIN_FAIL, EventType.SYS_STARTUP));
        List<List<Severity>> severities =
                List.of(List.of(), List.of(Severity.CRITICAL), List.of(Severity.HIGH, Severity.LOW));
        List<Optional<Instant>> times = List.of(Optional.empty(), Optional.of(now.minus(TIME.dividedBy(3))));
        for (List<EventType> type : types) {
            for (List<Severity> severity : severities) {
                for (Optional<String> userId : oneOf(person(0), person(7))) {
                    for (Optional<String> ip : oneOf(address(0), address(7))) {
                        for (Optional<Instant> from : times) {
                            EventFilter filter =
                                    new EventFilter(type, severity, userId, ip, from, from.map(_ -> now));
                            if (!filter.isContradiction()) {
                                filters.add(filter);
                            }
                        }
                    }
                }
            }
        }
        return filters;
    }

    private static List<Optional<String>> oneOf(String frequent, String rare) {
        return List.of(Optional.empty(), Optional.of(frequent), Optional.of(rare));
    }

    private void assertNoFullScan(Database database, EventReader.Statement statement) {
        String explain = engine == TestDatabase.SQLITE ? "EXPLAIN QUERY PLAN " : "EXPLAIN ";
        List<String> plan = database.read(handle -> plan(handle, explain, statement));
        assertThat(plan)
                .as("%s %s", statement, plan)
                .noneMatch(line -> line.contains("Seq Scan on security_events"))
                .noneMatch(line -> line.contains("SCAN security_events") && !line.contains("USING INDEX"));
    }

    private List<String> plan(Handle handle, String explain, EventReader.Statement statement) {
        Query query = handle.createQuery(explain + statement.sql());
        statement.values().forEach(query::bind);
        return query.map((row, _) -> row.getString(engine == TestDatabase.SQLITE ? "detail" : "QUERY PLAN")).list();
    }
}
