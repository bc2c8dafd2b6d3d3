package io.tollgate.lab.run;

import io.tollgate.lab.driver.Failure;
import io.tollgate.lab.driver.Recording;
import io.tollgate.lab.driver.Recording.Line;
import io.tollgate.lab.result.Second;
import io.tollgate.lab.scenario.Plan;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// A run second by second, from the end of its warm-up. Sent, done and errors are everybody's; percentiles are the
/// users'.
final class Series {
    private static final long SECOND = 1_000_000_000L;
    private static final double MILLI = 1e6;
    private static final long LONGEST = 3_600 * SECOND;

    private final long from;
    private final List<Bucket> buckets = new ArrayList<>();

    private static final class Bucket {
        private final Histogram latency = new Histogram(LONGEST, 2);
        private long sent;
        private long done;
        private long errors;
    }

    private Series(Plan plan) {
        this.from = plan.scenario().warmUp().toNanos();
        long length = plan.length().toNanos() - from;
        for (long at = 0; at < length; at += SECOND) {
            buckets.add(new Bucket());
        }
    }

    /// @param beganNanos beginning of the run, by [System#nanoTime]
    static List<Second> of(Plan plan, Recording recording, List<ServerSecond> server, long beganNanos) {
        Series series = new Series(plan);
        for (int i = 0; i < recording.size(); i++) {
            series.add(recording.line(i), plan);
        }
        return series.seconds(server, beganNanos);
    }

    private void add(Line line, Plan plan) {
        if (!line.wasSent() || line.send().atNanos() < from) {
            return;
        }
        bucket(line.sent()).sent++;
        Bucket done = bucket(line.done());
        done.done += line.isAnswered() ? 1 : 0;
        done.errors += line.failure() == Failure.NONE ? 0 : 1;
        if (line.isAnswered() && !plan.isAttacker(line.send())) {
            done.latency.recordValue(Math.clamp(line.responseNanos(), 0, LONGEST));
        }
    }

    /// What comes after the end counts in the last second.
    private Bucket bucket(long at) {
        return buckets.get(Math.clamp((at - from) / SECOND, 0, buckets.size() - 1));
    }

    private List<Second> seconds(List<ServerSecond> server, long beganNanos) {
        ServerSecond[] seen = new ServerSecond[buckets.size()];
        for (ServerSecond second : server) {
            long index = (second.atNanos() - beganNanos - from) / SECOND;
            if (index >= 0 && index < seen.length) {
                seen[(int) index] = second;
            }
        }
        List<Second> seconds = new ArrayList<>();
        for (int i = 0; i < buckets.size(); i++) {
            seconds.add(second(i, buckets.get(i), seen[i]));
        }
        return seconds;
    }

    private static Second second(int index, Bucket bucket, @Nullable ServerSecond server) {
        Histogram latency = bucket.latency;
        boolean known = server != null;
        return new Second(
                index,
                bucket.sent,
                bucket.done,
                bucket.errors,
                latency.getValueAtPercentile(50) / MILLI,
                latency.getValueAtPercentile(95) / MILLI,
                latency.getValueAtPercentile(99) / MILLI,
                known ? server.cpuPercent() / 100 : 0,
                known ? server.residentMegabytes() : 0,
                known ? server.limited() : 0,
                known ? server.banned() : 0);
    }
}
