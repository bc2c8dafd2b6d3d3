package io.tollgate.lab.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.lab.driver.Recording.Line;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The driver against a server whose faults are known.
class OpenLoopTest {
    private static final long MILLI = 1_000_000;
    private static final int ACTORS = 20;

    private final TrivialServer server = TrivialServer.start();

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /// Sends at equal distances by actors in turn.
    static List<Send> sends(int count, double perSecond) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Send((long) (i / perSecond * 1e9), i % ACTORS, 0, i))
                .toList();
    }

    private Traffic traffic(Function<Send, String> path) {
        return new PathTraffic(Sources.of(server.uri(), Trust.ofSystem()), path);
    }

    /// Requests by path; 200 is right.
    record PathTraffic(List<Client> clients, Function<Send, String> path) implements Traffic {

        PathTraffic(Sources sources, Function<Send, String> path) {
            this(IntStream.range(0, ACTORS).mapToObj(i -> sources.client(200, i)).toList(), path);
        }

        @Override
        public Client client(Send send) {
            return clients.get(send.actor());
        }

        @Override
        public Optional<Request> request(Send send) {
            return Optional.of(path.apply(send)).filter(text -> !text.isEmpty()).map(Request::get);
        }

        @Override
        public boolean settle(Send send, Response response) {
            return response.status() == 200;
        }
    }

    private static List<Line> lines(Recording recording) {
        return IntStream.range(0, recording.size()).mapToObj(recording::line).toList();
    }

    @Test
    void everyRequestIsSentOnceByAnAddressOfItsOwn() throws Exception {
        Recording recording = new OpenLoop(sends(400, 1_000), traffic(_ -> "/200")).run();

        assertThat(lines(recording)).allMatch(line -> line.failure() == Failure.NONE && line.status() == 200);
        assertThat(server.requests()).isEqualTo(400);
        assertThat(server.peers()).isEqualTo(ACTORS);
    }

    @Test
    void errorsAreCountedExactlyAndByTheirKind() throws Exception {
        Recording recording = new OpenLoop(sends(200, 1_000), traffic(send -> switch (send.number() % 20) {
                    case 3 -> "/500";
                    case 4 -> "/429";
                    case 5 -> "/cut";
                    case 6 -> "";
                    default -> "/200";
                }))
                .run();

        assertThat(lines(recording)).filteredOn(line -> line.status() == 500).hasSize(10);
        assertThat(lines(recording)).filteredOn(line -> line.status() == 429).hasSize(10);
        assertThat(lines(recording)).filteredOn(line -> line.failure() == Failure.STATUS).hasSize(20);
        assertThat(lines(recording)).filteredOn(line -> line.failure() == Failure.BROKEN).hasSize(10);
        assertThat(lines(recording)).filteredOn(line -> line.failure() == Failure.DROPPED).hasSize(10);
        assertThat(lines(recording)).filteredOn(line -> line.failure() == Failure.NONE).hasSize(160);
        assertThat(recording.failed()).isEqualTo(40);
        assertThat(recording.answered()).isEqualTo(180);
        assertThat(server.requests()).isEqualTo(190);
    }

    @Test
    void aDelayIsMeasuredWhole() throws Exception {
        Recording recording = new OpenLoop(sends(40, 200), traffic(send -> send.number() == 20 ? "/200/wait/300" : "/200"))
                .run();

        assertThat(recording.line(20).serviceNanos()).isBetween(300 * MILLI, 600 * MILLI);
        assertThat(recording.line(20).first()).isGreaterThan(recording.line(20).sent());
    }

    /// Coordinated omission: a closed loop would send one request into the stall and find one slow answer.
    @Test
    void aStallOfTheServerIsFeltByEverybodyWhoWasDueInIt() throws Exception {
        List<Send> sends = sends(300, 200);

        Recording recording = new OpenLoop(sends, traffic(send -> {
                    if (send.number() == 100) {
                        server.stall(1_000);
                    }
                    return "/200";
                }))
                .run();

        // 200 were due while nothing was answered, and waited for what was left of the second.
        List<Long> waits = new ArrayList<>();
        lines(recording).forEach(line -> waits.add(line.responseNanos() / MILLI));
        assertThat(waits).filteredOn(wait -> wait > 100).hasSizeBetween(170, 215);
        assertThat(waits).filteredOn(wait -> wait > 500).hasSizeBetween(90, 130);
        assertThat(waits.stream().mapToLong(Long::longValue).max().orElseThrow()).isBetween(950L, 1_500L);
        assertThat(lines(recording)).allMatch(line -> line.failure() == Failure.NONE);
    }

    @Test
    void aServerThatIsGoneIsRefused() throws Exception {
        server.close();

        Recording recording = new OpenLoop(sends(20, 1_000), traffic(_ -> "/200")).run();

        assertThat(lines(recording)).allMatch(line -> line.failure() == Failure.REFUSED);
        assertThat(recording.unanswered()).isEqualTo(20);
    }

    /// What the driver lacks is no fault of the server.
    @Test
    void connectionsThatTheDriverCannotOpenAreItsOwnFailure() throws Exception {
        // Of the documentation: no address of this machine.
        InetAddress notHere = InetAddress.getByName("192.0.2.1");
        Client client = new Client(server.uri(), Trust.ofSystem(), Optional.of(notHere), "");
        List<Client> clients = Collections.nCopies(ACTORS, client);

        Recording recording = new OpenLoop(sends(20, 1_000), new PathTraffic(clients, _ -> "/200")).run();

        assertThat(lines(recording)).allMatch(line -> line.failure() == Failure.DRIVER);
        assertThat(recording.count(Failure.DRIVER)).isEqualTo(20);
        assertThat(recording.failed()).isEqualTo(20);
        assertThat(recording.answered()).isZero();
        assertThat(recording.unanswered()).isZero();
    }

    @Test
    void whatComesAfterAStopIsNotSent() throws Exception {
        List<OpenLoop> loops = new ArrayList<>();
        loops.add(new OpenLoop(sends(2_000, 100), traffic(send -> {
            if (send.number() == 50) {
                loops.getFirst().stop();
            }
            return "/200";
        })));

        Recording recording = loops.getFirst().run();

        assertThat(lines(recording)).filteredOn(line -> line.failure() == Failure.UNSENT).hasSizeBetween(1_900, 1_950);
        assertThat(server.requests()).isBetween(50L, 100L);
    }

    @Test
    void aRunThatIsStoppedHardlyWaitsForAServerThatHangs() throws Exception {
        List<OpenLoop> loops = new ArrayList<>();
        loops.add(new OpenLoop(sends(2_000, 100), traffic(send -> {
            if (send.number() == 10) {
                loops.getFirst().stop();
            }
            return send.number() == 7 ? "/200/wait/30000" : "/200";
        })));

        long began = System.nanoTime();
        Recording recording = loops.getFirst().run();

        assertThat((System.nanoTime() - began) / MILLI).isBetween(3_000L, 6_000L);
        assertThat(recording.line(6).failure()).isEqualTo(Failure.NONE);
        assertThat(recording.line(7).failure()).isEqualTo(Failure.UNSENT);
        // Its answer comes later, while figures are made of the rest.
        recording.over(7, 1, Failure.NONE);
        assertThat(recording.line(7).failure()).isEqualTo(Failure.UNSENT);
    }

    @Test
    void whatIsStillUnderWayAtTheEndWasNotAnswered() throws Exception {
        Recording recording = new OpenLoop(
                        sends(10, 1_000),
                        traffic(send -> send.number() == 7 ? "/200/wait/30000" : "/200"),
                        Duration.ofSeconds(2))
                .run();

        assertThat(recording.line(7).failure()).isEqualTo(Failure.TIMEOUT);
        assertThat(recording.line(7).wasSent()).isTrue();
        assertThat(recording.unanswered()).isEqualTo(1);
        assertThat(recording.completed()).isEqualTo(10);
        // Its answer comes later, and changes nothing.
        recording.over(7, 1, Failure.NONE);
        assertThat(recording.line(7).failure()).isEqualTo(Failure.TIMEOUT);
        assertThat(recording.completed()).isEqualTo(10);
    }
}
