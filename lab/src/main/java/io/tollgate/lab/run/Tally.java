package io.tollgate.lab.run;

import io.tollgate.lab.driver.Failure;
import io.tollgate.lab.driver.Recording.Line;
import io.tollgate.lab.result.KindResult;
import io.tollgate.lab.result.Summary;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// What a number of requests come to. Latencies are of answers, right or wrong; what was not answered is an error and
/// has none. A request that was never sent is an error too: somebody would have waited for it.
final class Tally {
    private static final long LONGEST = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    private final Histogram response = new Histogram(LONGEST, DIGITS);
    private final Histogram service = new Histogram(LONGEST, DIGITS);
    private final Map<String, Long> statuses = new TreeMap<>();
    private long count;
    private long errors;
    private long late;
    private long dropped;

    void add(Line line) {
        switch (line.failure()) {
            case UNSENT -> {
                return;
            }
            case DROPPED -> {
                dropped++;
                errors++;
                statuses.merge(line.failure().text(), 1L, Long::sum);
                return;
            }
            default -> count++;
        }
        late += line.isLate() ? 1 : 0;
        if (line.isAnswered()) {
            response.recordValue(Math.clamp(line.responseNanos(), 0, LONGEST));
            service.recordValue(Math.clamp(line.serviceNanos(), 0, LONGEST));
        }
        errors += line.failure() == Failure.NONE ? 0 : 1;
        statuses.merge(line.isAnswered() ? String.valueOf(line.status()) : line.failure().text(), 1L, Long::sum);
    }

    Histogram response() {
        return response;
    }

    Histogram service() {
        return service;
    }

    Map<String, Long> statuses() {
        return statuses;
    }

    /// Requests that were sent.
    long count() {
        return count;
    }

    long errors() {
        return errors;
    }

    long late() {
        return late;
    }

    long dropped() {
        return dropped;
    }

    /// From 0 to 1.
    double errorRate() {
        return share(errors, count + dropped);
    }

    /// From 0 to 1.
    double lateShare() {
        return share(late, count + dropped);
    }

    long answered() {
        return response.getTotalCount();
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    KindResult kind() {
        return new KindResult(count, errors, Map.copyOf(statuses), answered() == 0 ? null : Summary.ofNanos(response));
    }
}
