package io.tollgate.server.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.event.EventCodec.Recorded;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final int FEW_SEGMENTS = 3;

    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock();
    private final List<Journal> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Journal::close);
    }

    private Journal open(long position, int segments) {
        Journal journal = Journal.open(folder, position, segments);
        opened.add(journal);
        return journal;
    }

    private Journal open() {
        return open(0, Journal.MAX_SEGMENTS);
    }

    private SecurityEvent numbered(int number) {
        return SecurityEvent.of(EventType.AUTHN_LOGIN_FAIL, clock.instant()).with("n", String.valueOf(number));
    }

    private SecurityEvent large(int number) {
        SecurityEvent event = numbered(number);
        for (int i = 0; i < SecurityEvent.MAX_DETAILS - 1; i++) {
            event = event.with("detail" + i, "x".repeat(SecurityEvent.MAX_DETAIL));
        }
        return event;
    }

    private static List<Recorded> read(Journal journal) {
        List<Recorded> read = new ArrayList<>();
        journal.release(journal.read(read::add));
        return read;
    }

    private static List<String> numbers(List<Recorded> read) {
        return read.stream().map(recorded -> recorded.event().details().get("n")).toList();
    }

    private static List<String> numbersBelow(int end) {
        return IntStream.range(0, end).mapToObj(String::valueOf).toList();
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(JournalSegment::isSegment).sorted().toList();
        }
    }

    @Nested
    class Reading {

        @Test
        void givesBackWhatWasRecorded() {
            Journal journal = open();
            SecurityEvent event = new SecurityEvent(
                            EventType.AUTHN_LOGIN_FAIL_MAX,
                            clock.instant(),
                            Optional.of("user"),
                            Optional.of("session"),
                            Optional.of("203.0.113.7"),
                            Optional.of("agent é 日 😀"),
                            Optional.of("request"),
                            Map.of())
                    .with("path", "/a")
                    .with("account", "b");

            journal.record(event);

            assertThat(read(journal)).containsExactly(new Recorded(event, 1));
            assertThat(journal.depth()).isEqualTo(new Journal.Depth(0, 0));
        }

        @Test
        void doesNotMoveOnUntilReleased() {
            Journal journal = open();
            journal.record(numbered(0));

            Journal.Taken first = journal.read(_ -> true);

            assertThat(journal.read(_ -> true)).isEqualTo(first);
            assertThat(journal.depth().events()).isEqualTo(1);
        }

        @Test
        void stopsWhereItIsToldTo() {
            Journal journal = open();
            IntStream.range(0, 5).forEach(i -> journal.record(numbered(i)));

            Journal.Taken two = journal.read(recorded -> recorded.event().details().get("n").equals("0"));
            journal.release(two);

            assertThat(two.records()).isEqualTo(2);
            assertThat(numbers(read(journal))).containsExactly("2", "3", "4");
        }

        @Test
        void replacesWhatNoDatabaseCanStore() {
            Journal journal = open();

            journal.record(numbered(0).with("bad", "a\0b\uD800c\r\n"));

            assertThat(read(journal).getFirst().event().details()).containsEntry("bad", "a\uFFFDb\uFFFDc\r\n");
        }

        @Test
        void keepsTheOrderOfEachOfManyThreads() {
            Journal journal = open();

            Together.run(8, thread -> {
                for (int i = 0; i < 1_000; i++) {
                    journal.record(numbered(i).with("thread", String.valueOf(thread)));
                }
                return thread;
            });

            List<Recorded> read = read(journal);
            for (int thread = 0; thread < 8; thread++) {
                String name = String.valueOf(thread);
                assertThat(read.stream().filter(r -> r.event().details().get("thread").equals(name)).toList())
                        .extracting(r -> r.event().details().get("n"))
                        .isEqualTo(numbersBelow(1_000));
            }
        }
    }

    @Nested
    class Full {

        @Test
        void countsWhatIsLostAndSaysSoOnceThereIsRoom() throws IOException {
            Journal journal = open(0, FEW_SEGMENTS);
            int kept = fill(journal);
            IntStream.range(0, 6).forEach(i -> journal.record(large(i)));
            assertThat(journal.lostEvents()).isEqualTo(7);

            assertThat(read(journal).size()).isEqualTo(kept);
            Eventually.within(Duration.ofSeconds(5), "room again", () -> {
                journal.tellLost(clock);
                return journal.depth().events() == 1;
            });
            journal.record(numbered(9));

            List<Recorded> after = read(journal);
            assertThat(after.getFirst().event().type()).isEqualTo(EventType.SYS_EVENTS_LOST);
            assertThat(after.getFirst().count()).isEqualTo(7);
            assertThat(numbers(after.subList(1, 2))).containsExactly("9");
            assertThat(segments()).hasSizeLessThanOrEqualTo(FEW_SEGMENTS);
        }

        /// Records until one is lost, giving the journal the time to make files.
        private int fill(Journal journal) {
            int kept = 0;
            while (true) {
                journal.record(large(kept));
                if (journal.lostEvents() > 0) {
                    return kept;
                }
                kept++;
                if (kept % 100 == 0) {
                    Eventually.within(Duration.ofSeconds(5), "files are ready", () -> isPrepared());
                }
            }
        }

        private boolean isPrepared() {
            try {
                return segments().size() == FEW_SEGMENTS;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Test
        void usesItsFilesOverAndOver() throws IOException {
            Journal journal = open(0, FEW_SEGMENTS);

            for (int i = 0; i < 3_000; i++) {
                journal.record(large(i));
                if (i % 100 == 99) {
                    assertThat(read(journal).size()).isEqualTo(100);
                    Eventually.within(Duration.ofSeconds(5), "files are ready", () -> isPrepared());
                }
            }

            assertThat(journal.lostEvents()).isZero();
            assertThat(JournalSegment.numberOf(segments().getLast())).isGreaterThan(10);
        }
    }

    @Nested
    class Reopening {

        @Test
        void findsWhatWasNotReleased() {
            Journal journal = open();
            IntStream.range(0, 10).forEach(i -> journal.record(numbered(i)));
            Journal.Taken taken = journal.read(recorded -> !recorded.event().details().get("n").equals("3"));
            journal.release(taken);
            journal.close();

            Journal again = open(taken.to(), FEW_SEGMENTS);

            assertThat(again.depth().events()).isEqualTo(6);
            again.record(numbered(10));
            assertThat(numbers(read(again))).containsExactly("4", "5", "6", "7", "8", "9", "10");
        }

        @Test
        void forgetsWhatTheDatabaseSaysIsStored() throws IOException {
            Journal journal = open();
            IntStream.range(0, 10).forEach(i -> journal.record(numbered(i)));
            Journal.Taken taken = journal.read(_ -> true);
            journal.close();

            Journal again = open(taken.to(), FEW_SEGMENTS);

            assertThat(read(again)).isEmpty();
            assertThat(segments()).allMatch(file -> JournalSegment.numberOf(file) > taken.to() / JournalSegment.SIZE);
        }

        @Test
        void neverGoesBackToAPositionOfBefore() {
            long position = 7L * JournalSegment.SIZE + 100;
            Journal journal = open(position, FEW_SEGMENTS);

            journal.record(numbered(0));

            assertThat(journal.read(_ -> true).to()).isGreaterThan(position);
        }

        @Test
        void stopsAtATornRecordAndGoesOnBehindIt() throws IOException {
            Journal journal = open();
            IntStream.range(0, 3).forEach(i -> journal.record(numbered(i)));
            long behindTwo = journal.read(recorded -> recorded.event().details().get("n").equals("0")).to();
            journal.close();
            flip(segments().getFirst(), behindTwo % JournalSegment.SIZE + JournalSegment.RECORD_HEADER + 3);

            Journal again = open();
            again.record(numbered(3));

            assertThat(numbers(read(again))).containsExactly("0", "1", "3");
        }

        @Test
        void survivesAnyByteThatIsWrong() throws IOException {
            Journal journal = open();
            IntStream.range(0, 3).forEach(i -> journal.record(numbered(i)));
            long end = journal.read(_ -> true).to() % JournalSegment.SIZE;
            journal.close();
            Path file = segments().getFirst();

            for (int at = 0; at < end; at++) {
                flip(file, at);
                try (JournalSegment segment = JournalSegment.open(file)) {
                    assertThat(segment.recover(segment.start())).as("byte %d", at).isLessThan(3);
                }
                flip(file, at);
            }
        }

        @Test
        void takesAFileThatIsTooShortAsFarAsItGoes() throws IOException {
            Journal journal = open();
            IntStream.range(0, 3).forEach(i -> journal.record(numbered(i)));
            journal.close();
            try (RandomAccessFile file = new RandomAccessFile(segments().getFirst().toFile(), "rw")) {
                file.setLength(100);
            }

            assertThat(numbers(read(open()))).isEqualTo(numbersBelow(1));
        }

        private void flip(Path path, long at) throws IOException {
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                file.seek(at);
                int old = file.read();
                file.seek(at);
                file.write(old ^ 0x55);
            }
        }
    }

    @Nested
    class Folder {

        @Test
        void isOneOfItsOwnForEachProcess() {
            try (JournalFolder first = JournalFolder.claim(folder);
                    JournalFolder second = JournalFolder.claim(folder)) {
                assertThat(first.path()).isNotEqualTo(second.path());
                assertThat(first.id()).isNotEqualTo(second.id());
            }
        }

        @Test
        void keepsItsIdentity() {
            String id;
            try (JournalFolder first = JournalFolder.claim(folder)) {
                id = first.id();
            }
            try (JournalFolder again = JournalFolder.claim(folder)) {
                assertThat(again.id()).isEqualTo(id);
            }
        }

        @Test
        void isFoundWhenAbandonedWithSomethingInIt() throws IOException {
            try (JournalFolder first = JournalFolder.claim(folder)) {
                JournalFolder second = JournalFolder.claim(folder);
                JournalFolder.claim(folder).close();
                JournalSegment.create(first.path(), 1).close();
                JournalSegment.create(second.path(), 1).close();
                second.close();

                List<JournalFolder> abandoned = JournalFolder.claimAbandoned(folder);

                assertThat(abandoned).extracting(JournalFolder::path).containsExactly(folder.resolve("journal/1"));
                assertThat(first.path()).isEqualTo(folder.resolve("journal/0"));
                abandoned.forEach(JournalFolder::close);
            }
        }

        @Test
        void staysItsOwnersWhileThatLooksForAbandonedOnes() throws IOException {
            try (JournalHolder _ = JournalHolder.start(folder);
                    JournalFolder ours = JournalFolder.claim(folder)) {
                assertThat(ours.path()).isEqualTo(folder.resolve("journal/1"));
            }
        }

        @Test
        void ofAProcessThatDiedIsTakenOver() throws IOException {
            JournalHolder.start(folder).close();

            List<JournalFolder> abandoned = JournalFolder.claimAbandoned(folder);

            assertThat(abandoned).extracting(JournalFolder::path).containsExactly(folder.resolve("journal/0"));
            abandoned.forEach(JournalFolder::close);
        }

        @Test
        void closedTwiceIsNotTakenFromTheNextOwner() {
            JournalFolder first = JournalFolder.claim(folder);
            first.close();
            try (JournalFolder next = JournalFolder.claim(folder)) {
                first.close();

                try (JournalFolder another = JournalFolder.claim(folder)) {
                    assertThat(next.path()).isEqualTo(folder.resolve("journal/0"));
                    assertThat(another.path()).isEqualTo(folder.resolve("journal/1"));
                }
            }
        }

        @Test
        void hasOneIdentityForAllWhoAskAtOnce() {
            List<String> identities = Together.run(16, _ -> {
                try {
                    return FolderIdentity.of(folder);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            assertThat(identities).hasSize(16).containsOnly(identities.getFirst());
        }

        @Test
        void keepsTheIdentityThatStandsThere() throws IOException {
            Files.writeString(folder.resolve("id"), "01a20c78-f57a-748b-8337-ebf60cabb4e3\n");

            assertThat(FolderIdentity.of(folder)).isEqualTo("01a20c78-f57a-748b-8337-ebf60cabb4e3");
        }
    }

    @Nested
    class Failing {

        /// Details that cannot be read the second time: after their size was found, while they are written.
        private static final class Failure extends AbstractMap<String, String> {
            private int left = 1;

            @Override
            public Set<Entry<String, String>> entrySet() {
                if (left-- == 0) {
                    throw new OutOfMemoryError("the test's own");
                }
                return Map.of("n", "bad").entrySet();
            }

            @Override
            public int size() {
                return 1;
            }
        }

        @Test
        void toWriteAnEventLosesThatOneOnly() {
            Journal journal = open();
            journal.record(numbered(0));
            journal.record(new SecurityEvent(
                    EventType.AUTHN_LOGIN_FAIL,
                    clock.instant(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    new Failure()));
            journal.record(numbered(1));

            List<Recorded> read = read(journal);
            assertThat(numbers(read)).startsWith("0", "1");
            assertThat(read).last().satisfies(last -> {
                assertThat(last.event().type()).isEqualTo(EventType.SYS_EVENTS_LOST);
                assertThat(last.count()).isEqualTo(1);
            });
            assertThat(read).hasSize(3);
        }

        @Test
        void toMakeAFileLeavesTheOneThatHasItsName() throws IOException {
            try (JournalSegment there = JournalSegment.create(folder, 7)) {
                there.append(numbered(0), 1);

                assertThatThrownBy(() -> JournalSegment.create(folder, 7)).isInstanceOf(FileAlreadyExistsException.class);

                assertThat(segments()).hasSize(1);
            }
        }

        @Test
        void toMakeAFileIsTriedAgainWhateverItWas() {
            AtomicInteger tries = new AtomicInteger();
            SegmentSupply supply = new SegmentSupply(
                    number -> {
                        if (tries.incrementAndGet() == 1) {
                            throw new OutOfMemoryError("the test's own");
                        }
                        return JournalSegment.create(folder, number);
                    },
                    1,
                    FEW_SEGMENTS);
            supply.used(0);

            Eventually.within(Duration.ofSeconds(10), "a file is ready", () -> supply.take(0)
                    .map(made -> {
                        made.close();
                        return true;
                    })
                    .orElse(false));
            supply.close();
        }
    }
}
