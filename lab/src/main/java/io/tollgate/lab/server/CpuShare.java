package io.tollgate.lab.server;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/// The share of the whole machine's processor time that was used since this was started; from 0 to 1, a little more where
/// clocks round. Thread-safe if what it asks is.
public final class CpuShare {
    private final Supplier<Duration> used;
    private final Duration before;
    private final long began = System.nanoTime();

    private CpuShare(Supplier<Duration> used) {
        this.used = used;
        this.before = used.get();
    }

    /// Of servers together, whose list is not changed meanwhile.
    public static CpuShare of(Collection<ServerProcess> servers) {
        List<ServerProcess> all = List.copyOf(servers);
        return new CpuShare(() -> all.stream().map(ServerProcess::cpuTime).reduce(Duration.ZERO, Duration::plus));
    }

    /// Of the driver, which is this process.
    public static CpuShare ofDriver() {
        return new CpuShare(() -> ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
    }

    /// Until now.
    public double now() {
        double available = (System.nanoTime() - began) * (double) Runtime.getRuntime().availableProcessors();
        return used.get().minus(before).toNanos() / available;
    }
}
