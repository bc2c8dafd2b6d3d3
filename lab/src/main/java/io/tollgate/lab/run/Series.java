package io.tollgate.lab.run;

import io.tollgate.lab.driver.Failure;
import io.tollgate.lab.driver.Recording;
import io.tollgate.lab.driver.Recording.Line;
import io.tollgate.lab.result.Second;
import io.tollgate.lab.scenario.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A run second by second, from the end of its warm-up to that of its plan: what comes later is in none of them. Sent, done and
/// errors are everybody's; percentiles are the users'. Its memory is that of the answers, 8 bytes each, however long the run was.
final class Series {
    private static final long SECOND = 1_000_000_000L;
    private static final double MILLI = 1e6;

    private final Plan plan;
    private final long from;
    private final long[] sent;
    private final long[] done;
    private final long[] errors;
    private final long[] dropped;
    /// Answers of users.
    private final int[] answered;

    private Series(Plan plan) {
        this.plan = plan;
        this.from = plan.scenario().warmUp().toNanos();
        int seconds = Math.toIntExact(Math.max(1, Math.ceilDiv(plan.length().toNanos() - from, SECOND)));
        this.sent = new long[seconds];
        this.done = new long[seconds];
        this.errors = new long[seconds];
        this.dropped = new long[seconds];
        this.answered = new int[seconds];
    }

    /// @param beganNanos beginning of the run, by [System#nanoTime]
    static List<Second> of(Plan plan, Recording recording, List<ServerSecond> server, long beganNanos) {
        Series series = new Series(plan);
        for (int i = 0; i < recording.size(); i++) {
            series.count(recording.line(i));
        }
        return series.seconds(series.times(recording), server, beganNanos);
    }

    private void count(Line line) {
        if (line.send().atNanos() < from || line.failure() == Failure.UNSENT) {
            return;
        }
        if (line.failure() == Failure.DROPPED) {
            // Attackers wait when their connections do, and nobody misses what they did not send.
            dropped[second(line.send().atNanos())] += plan.isAttacker(line.send()) ? 0 : 1;
            return;
        }
        if (isWithin(line.sent())) {
            sent[second(line.sent())]++;
        }
        if (!isWithin(line.done())) {
            return;
        }
        int end = second(line.done());
        done[end] += line.isAnswered() ? 1 : 0;
        errors[end] += line.failure() == Failure.NONE ? 0 : 1;
        answered[end] += isAnswerOfUser(line) ? 1 : 0;
    }

    private boolean isAnswerOfUser(Line line) {
        return line.isAnswered() && !plan.isAttacker(line.send());
    }

    private boolean isWithin(long at) {
        return at < plan.length().toNanos();
    }

    private int second(long at) {
        return Math.clamp((at - from) / SECOND, 0, sent.length - 1);
    }

    /// The response times of the users, those of each second together and sorted.
    private long[] times(Recording recording) {
        int[] next = begins();
        long[] times = new long[Arrays.stream(answered).sum()];
        for (int i = 0; i < recording.size(); i++) {
            Line line = recording.line(i);
            if (line.send().atNanos() >= from && isWithin(line.done()) && isAnswerOfUser(line)) {
                times[next[second(line.done())]++] = Math.max(0, line.responseNanos());
            }
        }
        int[] begins = begins();
        for (int i = 0; i < begins.length; i++) {
            Arrays.sort(times, begins[i], begins[i] + answered[i]);
        }
        return times;
    }

    /// Where the times of each second begin.
    private int[] begins() {
        int[] begins = new int[answered.length];
        for (int i = 1; i < begins.length; i++) {
            begins[i] = begins[i - 1] + answered[i - 1];
        }
        return begins;
    }

    private List<Second> seconds(long[] times, List<ServerSecond> server, long beganNanos) {
        ServerSecond[] seen = new ServerSecond[sent.length];
        for (ServerSecond second : server) {
            long index = (second.atNanos() - beganNanos - from) / SECOND;
            if (index >= 0 && index < seen.length) {
                seen[(int) index] = second;
            }
        }
        int[] begins = begins();
        List<Second> seconds = new ArrayList<>();
        for (int i = 0; i < sent.length; i++) {
            seconds.add(second(i, times, begins[i], seen[i]));
        }
        return seconds;
    }

    private Second second(int index, long[] times, int begin, @Nullable ServerSecond server) {
        return new Second(
                index,
                sent[index],
                done[index],
                errors[index],
                dropped[index],
                percentile(times, begin, answered[index], 50),
                percentile(times, begin, answered[index], 95),
                percentile(times, begin, answered[index], 99),
                server == null ? null : server.cpuPercent() / 100,
                server == null ? null : server.residentMegabytes(),
                server == null ? null : server.limited(),
                server == null ? null : server.banned());
    }

    /// The nearest rank, in milliseconds; null of nothing.
    private static @Nullable Double percentile(long[] times, int begin, int count, int percent) {
        return count == 0 ? null : times[begin + Math.ceilDiv(percent * count, 100) - 1] / MILLI;
    }
}
