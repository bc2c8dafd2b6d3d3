package io.tollgate.lab.scale;

import com.sun.management.OperatingSystemMXBean;
import io.tollgate.lab.driver.Request;
import io.tollgate.lab.result.Scaling.Step;
import io.tollgate.lab.server.ClosedLoop.Slice;
import io.tollgate.lab.server.CpuShare;
import io.tollgate.lab.server.ServerProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Measures a server at each of several numbers of connections, in several passes over all of them, so that a slow minute
/// of the machine does not fall on one step alone; every second pass goes down again, so that no step is always measured on the
/// warmest server. A step is the median of its passes.
final class LoadSteps {
    private static final OperatingSystemMXBean MACHINE =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final ServerProcess server;
    private final MeasuredRequest measured;
    private final Request request;

    /// One pass at one step.
    private record Measured(Slice slice, double serverCpu, double driverCpu, double machineCpu, double rss) {}

    /// @param request what `measured` sends
    LoadSteps(ServerProcess server, MeasuredRequest measured, Request request) {
        this.server = server;
        this.measured = measured;
        this.request = request;
    }

    List<Step> measure(List<Integer> connections, int passes, Duration slice)
            throws IOException, InterruptedException {
        List<List<Measured>> all = new ArrayList<>();
        connections.forEach(_ -> all.add(new ArrayList<>()));
        for (int pass = 0; pass < passes; pass++) {
            for (int i : order(connections.size(), pass)) {
                all.get(i).add(measure(connections.get(i), slice));
                System.out.print('.');
            }
        }
        System.out.println();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < connections.size(); i++) {
            steps.add(step(connections.get(i), all.get(i)));
        }
        return steps;
    }

    /// The steps of a pass, in their order.
    static int[] order(int steps, int pass) {
        return IntStream.range(0, steps).map(i -> pass % 2 == 0 ? i : steps - 1 - i).toArray();
    }

    private Measured measure(int connections, Duration duration) throws IOException, InterruptedException {
        CpuShare ofServer = CpuShare.of(List.of(server));
        CpuShare ofDriver = CpuShare.ofDriver();
        // Reads what was used since it was read last, so this reading begins it anew.
        MACHINE.getCpuLoad();
        Slice slice = measured.drive(server.uri(), request, connections, duration);
        return new Measured(
                slice,
                ofServer.now(),
                ofDriver.now(),
                Math.max(0, MACHINE.getCpuLoad()),
                server.residentMegabytes());
    }

    private static Step step(int connections, List<Measured> passes) {
        List<Measured> sorted = passes.stream()
                .sorted(Comparator.comparingDouble(measured -> measured.slice().perSecond()))
                .toList();
        Measured median = sorted.get(sorted.size() / 2);
        return new Step(
                connections,
                median.slice().perSecond(),
                sorted.getLast().slice().perSecond() - sorted.getFirst().slice().perSecond(),
                median.slice().millisAtPercentile(50),
                median.slice().millisAtPercentile(99),
                median.serverCpu(),
                median.driverCpu(),
                median.machineCpu(),
                median.rss());
    }
}
