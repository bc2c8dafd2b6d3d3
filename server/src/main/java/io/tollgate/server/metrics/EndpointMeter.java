package io.tollgate.server.metrics;

import io.tollgate.server.http.RequestObserver;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.AbstractHistogram;

/// Records the requests to one endpoint. Statuses are the server's own, so there are few.
final class EndpointMeter implements RequestObserver.Answers {
    /// Stands for the status of an answer that was broken off.
    static final int ABORTED = 0;

    private final String name;
    private final LatencyMeter latency = new LatencyMeter();
    private volatile StatusMeter[] statuses = {};

    /// What ended with one status.
    static final class StatusMeter {
        private final int status;
        private final Buckets buckets = new Buckets();
        private long drained;

        private StatusMeter(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }

        Buckets buckets() {
            return buckets;
        }

        private long drain() {
            long count = buckets.count();
            long since = count - drained;
            drained = count;
            return since;
        }
    }

    EndpointMeter(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    List<StatusMeter> statuses() {
        return List.of(statuses);
    }

    @Override
    public void answered(int status, long nanos) {
        of(status).buckets.record(nanos);
        latency.record(nanos);
    }

    @Override
    public void aborted(long nanos) {
        answered(ABORTED, nanos);
    }

    private StatusMeter of(int status) {
        for (StatusMeter meter : statuses) {
            if (meter.status == status) {
                return meter;
            }
        }
        return added(status);
    }

    private synchronized StatusMeter added(int status) {
        for (StatusMeter meter : statuses) {
            if (meter.status == status) {
                return meter;
            }
        }
        StatusMeter[] more = Arrays.copyOf(statuses, statuses.length + 1);
        StatusMeter meter = new StatusMeter(status);
        more[statuses.length] = meter;
        statuses = more;
        return meter;
    }

    /// Adds what was recorded since the last call; for one thread.
    void drain(Rollup minute, Tally second) {
        for (StatusMeter meter : statuses) {
            long count = meter.drain();
            if (count > 0) {
                second.requests(meter.status, count);
                minute.endpoint(name).statuses().merge(meter.status, count, Long::sum);
            }
        }
        latency.drain(interval -> add(interval, minute, second));
    }

    private void add(AbstractHistogram interval, Rollup minute, Tally second) {
        second.latency().add(interval);
        minute.endpoint(name).latency().add(interval);
    }
}
