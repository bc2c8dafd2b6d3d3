package io.tollgate.lab.bench;

import io.tollgate.lab.result.Bottleneck;
import io.tollgate.lab.server.CpuShare;
import io.tollgate.lab.server.ServerProcess;
import java.util.List;
import java.util.Locale;

/// Processor time of servers and driver since it was started, and whether it was what limited them.
final class CpuWatch {
    private final CpuShare ofServers;
    private final CpuShare ofDriver = CpuShare.ofDriver();

    private CpuWatch(CpuShare ofServers) {
        this.ofServers = ofServers;
    }

    static CpuWatch start(ServerProcess... servers) {
        return new CpuWatch(CpuShare.of(List.of(servers)));
    }

    Bottleneck bottleneck() {
        double server = ofServers.now();
        double driver = ofDriver.now();
        String figures = String.format(
                Locale.ROOT, "the server used %.0f %% of the machine and the driver %.0f %%", server * 100, driver * 100);
        return server + driver >= Bottleneck.BUSY
                ? new Bottleneck("CPU", figures)
                : new Bottleneck("other programs or locks", figures + ", so the processor was not used up by them");
    }
}
