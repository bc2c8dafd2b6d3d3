package io.tollgate.server.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.event.EventCodec.Recorded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class EventFoldingTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final int BATCH = 1_000;

    private int made;
    private final EventFolding folding = new EventFolding(_ -> "row" + made++);

    private static SecurityEvent fail(String account, String address) {
        return new SecurityEvent(
                        EventType.AUTHN_LOGIN_FAIL,
                        NOON,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(address),
                        Optional.of("agent"),
                        Optional.of("request"),
                        Map.of())
                .with(SecurityEvent.ACCOUNT, account);
    }

    private static SecurityEvent limited(String address) {
        return new SecurityEvent(
                EventType.EXCESS_RATE_LIMIT_EXCEEDED,
                NOON,
                Optional.empty(),
                Optional.empty(),
                Optional.of(address),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    private static String address(int i) {
        return "10.%d.%d.%d".formatted(i >> 16 & 0xFF, i >> 8 & 0xFF, i & 0xFF);
    }

    /// Folds in batches and returns what each of them would store.
    private List<StoredEvents.Repeated> fold(int events, IntFunction<SecurityEvent> event) {
        List<StoredEvents.Repeated> stored = new ArrayList<>();
        for (int i = 0; i < events; i += BATCH) {
            EventFolding.Batch batch = folding.begin();
            for (int j = i; j < Math.min(events, i + BATCH); j++) {
                batch.add(new Recorded(event.apply(j), 1));
            }
            stored.addAll(batch.repeated());
        }
        return stored;
    }

    private static long total(List<StoredEvents.Repeated> stored) {
        return stored.stream().mapToLong(StoredEvents.Repeated::count).sum();
    }

    private static Set<String> rows(List<StoredEvents.Repeated> stored) {
        Set<String> rows = new HashSet<>();
        stored.forEach(repeated -> rows.add(repeated.id()));
        return rows;
    }

    @Test
    void repeatsAreOneRowFromFirstToLast() {
        EventFolding.Batch batch = folding.begin();
        SecurityEvent event = fail("a", "10.0.0.1");
        batch.add(new Recorded(event, 1));
        batch.add(new Recorded(at(event, NOON.plusSeconds(30)), 1));
        batch.add(new Recorded(at(event, NOON.plusSeconds(20)), 1));

        assertThat(batch.repeated())
                .containsExactly(new StoredEvents.Repeated("row0", event, NOON.plusSeconds(30), 3));
    }

    @Test
    void theNextBatchAddsToTheRow() {
        fold(1, _ -> limited("10.0.0.1"));

        EventFolding.Batch batch = folding.begin();
        batch.add(new Recorded(limited("10.0.0.1"), 1));

        assertThat(batch.rows()).singleElement().matches(row -> !row.isNew());
    }

    @Test
    void anotherMinuteIsAnotherRow() {
        List<StoredEvents.Repeated> stored =
                fold(3, i -> at(limited("10.0.0.1"), NOON.plusSeconds(30L * i)));

        assertThat(stored).extracting(StoredEvents.Repeated::count).containsExactly(2L, 1L);
    }

    @Test
    void accountUnderAttackOfManyAddressesHasElevenRows() {
        List<StoredEvents.Repeated> stored = fold(100_000, i -> fail("a", address(i)));

        assertThat(rows(stored)).hasSize(EventFolding.ADDRESSES_PER_ACCOUNT + 1);
        assertThat(total(stored)).isEqualTo(100_000);
        SecurityEvent shared = stored.getLast().first();
        assertThat(shared.address()).isEmpty();
        assertThat(shared.userAgent()).isEmpty();
        assertThat(shared.details()).containsEntry(SecurityEvent.ACCOUNT, "a").containsEntry("folded", "addresses");
    }

    @Test
    void addressTryingManyAccountsHasBoundedRows() {
        List<StoredEvents.Repeated> stored = fold(100_000, i -> fail("account" + i, "10.0.0.1"));

        assertThat(rows(stored)).hasSize(EventFolding.ACCOUNTS_PER_ADDRESS + 1);
        assertThat(total(stored)).isEqualTo(100_000);
        SecurityEvent shared = stored.getLast().first();
        assertThat(shared.address()).contains("10.0.0.1");
        assertThat(shared.details()).doesNotContainKey(SecurityEvent.ACCOUNT).containsEntry("folded", "accounts");
    }

    @Test
    void manyAddressesAtManyAccountsHaveBoundedRows() {
        List<StoredEvents.Repeated> stored = fold(200_000, i -> fail("account" + i, address(i)));

        assertThat(rows(stored)).hasSize(EventFolding.ROWS_PER_TYPE + 1);
        assertThat(total(stored)).isEqualTo(200_000);
    }

    @Test
    void manyAddressesWithoutAnAccountHaveBoundedRows() {
        List<StoredEvents.Repeated> stored = fold(100_000, i -> limited(address(i)));

        assertThat(rows(stored)).hasSize(EventFolding.SOURCES_PER_TYPE + 1);
        assertThat(total(stored)).isEqualTo(100_000);
        assertThat(stored.getLast().first().address()).isEmpty();
    }

    @Test
    void differentActsOfOnePersonAreNotFolded() {
        SecurityEvent act = SecurityEvent.of(EventType.AUTHZ_ADMIN, NOON).ofPerson("admin");

        List<StoredEvents.Repeated> stored = fold(300, i -> act.with("act", "act" + i % 150));

        assertThat(rows(stored)).hasSize(150);
    }

    @Test
    void eachBanByHandKeepsItsAddressAndReason() {
        List<StoredEvents.Repeated> stored = fold(30, i -> new SecurityEvent(
                        EventType.ADDRESS_BANNED,
                        NOON,
                        Optional.of("admin"),
                        Optional.empty(),
                        Optional.of("203.0.113." + i % 15),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of())
                .with("reason", "reason " + i));

        assertThat(rows(stored)).hasSize(30);
    }

    private static SecurityEvent act(String admin, String address, int number) {
        return new SecurityEvent(
                        EventType.AUTHZ_ADMIN,
                        NOON,
                        Optional.of(admin),
                        Optional.empty(),
                        Optional.of(address),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of())
                .with("act", "act" + number);
    }

    @Test
    void actsOfManyPeopleBehindOneAddressSayWhoDidWhat() {
        List<StoredEvents.Repeated> stored = fold(300, i -> act("admin" + i, "10.0.0.1", i));

        assertThat(stored).hasSize(300).allSatisfy(row -> {
            assertThat(row.first().userId()).isPresent();
            assertThat(row.first().details()).containsKey("act");
        });
    }

    @Test
    void actsOfOneTypeAreBoundedToo() {
        List<StoredEvents.Repeated> stored = fold(20_000, i -> act("admin", "10.0.0.1", i));

        assertThat(rows(stored)).hasSize(EventFolding.ROWS_PER_TYPE + 1);
        assertThat(total(stored)).isEqualTo(20_000);
    }

    /// Each type from as many addresses at as many accounts as it may have rows.
    private void useUpRows(EventType... types) {
        for (EventType type : types) {
            fold(EventFolding.ROWS_PER_TYPE, i -> new SecurityEvent(
                    type,
                    NOON,
                    Optional.of("person" + i),
                    Optional.empty(),
                    Optional.of(address(i)),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of()));
        }
    }

    @Test
    void floodLeavesRoomForWhatIsSevereAndForActs() {
        useUpRows(
                EventType.AUTHN_LOGIN_FAIL,
                EventType.AUTHN_LOGIN_SUCCESS,
                EventType.AUTHZ_FAIL,
                EventType.EXCESS_RATE_LIMIT_EXCEEDED,
                EventType.MALICIOUS_BOT);

        List<StoredEvents.Repeated> severe = fold(1, _ -> ofPerson(EventType.AUTHN_ACCOUNT_TAKEOVER, "victim"));
        List<StoredEvents.Repeated> acts = fold(1, _ -> act("chief", "10.9.9.9", 1));

        assertThat(severe).singleElement().satisfies(row -> assertThat(row.first().userId()).contains("victim"));
        assertThat(acts).singleElement().satisfies(row -> assertThat(row.first().userId()).contains("chief"));
        assertThat(fold(1, _ -> ofPerson(EventType.USER_VERIFIED, "anybody")))
                .singleElement()
                .satisfies(row -> assertThat(row.first().userId()).isEmpty());
    }

    @Test
    void floodOfWhatIsSevereLeavesRoomForActsAndIsBounded() {
        useUpRows(
                EventType.AUTHN_LOGIN_FAIL_MAX,
                EventType.AUTHN_LOGIN_LOCK,
                EventType.AUTHN_PASSWORD_SPRAYING,
                EventType.AUTHN_TOKEN_REUSE,
                EventType.AUTHN_RAPID_REFRESH,
                EventType.AUTHN_IMPOSSIBLE_TRAVEL);

        // The last one is the row that what was too much shares.
        assertThat(made).isEqualTo(EventFolding.MAX_ROWS + EventFolding.KEPT_ROWS + 1);
        assertThat(fold(1, _ -> act("chief", "10.9.9.9", 1)))
                .singleElement()
                .satisfies(row -> assertThat(row.first().userId()).contains("chief"));
    }

    private static SecurityEvent ofPerson(EventType type, String person) {
        return SecurityEvent.of(type, NOON).ofPerson(person);
    }

    @Test
    void peopleBehindOneAddressAreKeptApart() {
        List<StoredEvents.Repeated> stored = fold(
                50,
                i -> new SecurityEvent(
                        EventType.AUTHN_LOGIN_SUCCESS,
                        NOON,
                        Optional.of("person" + i),
                        Optional.empty(),
                        Optional.of("10.0.0.1"),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of()));

        assertThat(rows(stored)).hasSize(50);
    }

    private static SecurityEvent at(SecurityEvent event, Instant time) {
        return new SecurityEvent(
                event.type(),
                time,
                event.userId(),
                event.sessionId(),
                event.address(),
                event.userAgent(),
                event.requestId(),
                event.details());
    }

    /// As when a clock that was ahead is set right.
    @Test
    void clockSetBackFoldsAsBefore() {
        SecurityEvent right = fail("a", "10.0.0.1");
        SecurityEvent ahead = at(right, NOON.plusSeconds(600));
        fold(1, _ -> ahead);

        List<StoredEvents.Repeated> first = fold(1, _ -> right);
        List<StoredEvents.Repeated> second = fold(1, _ -> right);

        assertThat(second.getFirst().id()).isEqualTo(first.getFirst().id());
    }
}
