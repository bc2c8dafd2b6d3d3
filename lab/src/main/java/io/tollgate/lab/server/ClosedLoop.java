package io.tollgate.lab.server;

import io.tollgate.lab.driver.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/// A number of connections, each of which sends its next request when the answer to the last is there. What it measures is
/// throughput for a given number at work, as the law of scalability wants it, and time without queueing when that number is
/// one. It is no measure of response times under a given load: a server that stalls is asked less.
public final class ClosedLoop {
    private static final int DIGITS = 3;

    private ClosedLoop() {}

    /// What came of a slice of time.
    ///
    /// @param nanos     times of answers, in nanoseconds
    /// @param perSecond answers per second
    public record Slice(Histogram nanos, double perSecond) {

        public double millisAtPercentile(double percentile) {
            return nanos.getValueAtPercentile(percentile) / 1e6;
        }
    }

    /// @throws IOException when any answer is another than 200, for then something else than the request was measured
    public static Slice drive(URI server, Request request, int connections, Duration duration)
            throws IOException, InterruptedException {
        return drive(_ -> new KeepAliveClient(server, request), request.toString(), connections, duration);
    }

    /// As [#drive], each connection from a loopback address of its own: equal logins of one client at the same time are
    /// hashed once by the server, and would measure nothing. Needs a system that has all of 127.0.0.0/8, as Linux has.
    public static Slice driveFromManyAddresses(URI server, Request request, int connections, Duration duration)
            throws IOException, InterruptedException {
        return drive(
                connection -> new KeepAliveClient(
                        server, request, InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) (connection + 1)})),
                request.toString(),
                connections,
                duration);
    }

    /// Makes a caller by its number, from 0.
    public interface Opening {
        Caller open(int number) throws IOException;
    }

    /// As [#drive], by callers of any kind.
    ///
    /// @param what they send, for people
    public static Slice drive(Opening opening, String what, int callers, Duration duration)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        long end = began + duration.toNanos();
        Histogram all = new Histogram(DIGITS);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Histogram>> parts = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                int number = i;
                parts.add(threads.submit(() -> exchangeUntil(end, opening, number, what)));
            }
            for (Future<Histogram> part : parts) {
                all.add(part.get());
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
        return new Slice(all, all.getTotalCount() / ((System.nanoTime() - began) / 1e9));
    }

    private static Histogram exchangeUntil(long end, Opening opening, int number, String what) throws IOException {
        Histogram nanos = new Histogram(DIGITS);
        try (Caller caller = opening.open(number)) {
            // At least one, however late the connection was there.
            do {
                long began = System.nanoTime();
                int status = caller.exchange();
                if (status != 200) {
                    throw new IOException(what + " answered " + status);
                }
                nanos.recordValue(System.nanoTime() - began);
            } while (System.nanoTime() < end);
        }
        return nanos;
    }
}
