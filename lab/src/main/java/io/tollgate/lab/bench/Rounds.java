package io.tollgate.lab.bench;

import io.tollgate.lab.result.Summary;
import io.tollgate.lab.server.ClosedLoop.Slice;
import java.util.ArrayList;
import java.util.List;

/// What several servers answered in each of several rounds. Belongs to one thread.
final class Rounds {
    private final List<List<Slice>> servers = new ArrayList<>();

    /// @param servers how many
    Rounds(int servers) {
        for (int i = 0; i < servers; i++) {
            this.servers.add(new ArrayList<>());
        }
    }

    void add(int server, Slice slice) {
        servers.get(server).add(slice);
    }

    /// All times of a server over all rounds, and those of each.
    Summary summary(int server) {
        return Summary.ofRounds(servers.get(server).stream().map(Slice::nanos).toList());
    }

    /// By how much the median of server `with` is greater than that of `without`, round by round: a machine that slows down
    /// slows both of a round.
    Summary overhead(int with, int without) {
        List<Double> differences = new ArrayList<>();
        for (int i = 0; i < servers.get(with).size(); i++) {
            differences.add(median(with, i) - median(without, i));
        }
        return Summary.of(differences, "ms");
    }

    private double median(int server, int round) {
        return servers.get(server).get(round).millisAtPercentile(50);
    }
}
