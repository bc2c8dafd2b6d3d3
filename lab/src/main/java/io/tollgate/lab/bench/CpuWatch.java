package io.tollgate.lab.bench;

import io.tollgate.lab.result.Bottleneck;
import io.tollgate.lab.server.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Processor time of servers and driver since it was started, and whether it was what limited them.
final class CpuWatch {
    private final List<ServerProcess> servers;
    private final Duration serversBefore;
    private final Duration driverBefore = driverTime();
    private final long began = System.nanoTime();

    private CpuWatch(List<ServerProcess> servers) {
        this.servers = servers;
        this.serversBefore = time(servers);
    }

    static CpuWatch start(ServerProcess... servers) {
        return new CpuWatch(List.of(servers));
    }

    Bottleneck bottleneck() {
        double server = share(time(servers).minus(serversBefore));
        double driver = share(driverTime().minus(driverBefore));
        String figures = String.format(
                Locale.ROOT, "the server used %.0f %% of the machine and the driver %.0f %%", server * 100, driver * 100);
        return server + driver >= Bottleneck.BUSY
                ? new Bottleneck("CPU", figures)
                : new Bottleneck("other programs or locks", figures + ", so the processor was not used up by them");
    }

    private double share(Duration used) {
        return used.toNanos() / (double) (System.nanoTime() - began) / Runtime.getRuntime().availableProcessors();
    }

    private static Duration time(List<ServerProcess> servers) {
        return servers.stream().map(ServerProcess::cpuTime).reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration driverTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
