package io.tollgate.lab.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Names and addresses for the people of runs, such as the server has not seen: it would count what somebody else did before
/// against them. Thread-safe.
public final class Identities {
    /// 127.16 and following.
    private static final int FIRST_BLOCK = 16;
    private static final int BLOCKS_OF_A_RUN = 4;
    private static final int RUNS = 50;

    private final boolean fresh;
    private final Deque<Integer> left = new ArrayDeque<>();

    private Identities(boolean fresh) {
        this.fresh = fresh;
    }

    /// Of one run.
    ///
    /// @param name  in the names of its accounts
    /// @param block first of its networks 127.`block`
    record Identity(String name, int block) {}

    /// For a server that was started for the run and has seen nobody: the same each time.
    public static Identities ofFreshServer() {
        return new Identities(true);
    }

    /// For a server that may have seen others. No two runs of one invocation have an address in common, until there are more
    /// than 50; which they begin with is left to chance, for those of earlier invocations are not known.
    public static Identities ofRunningServer() {
        return new Identities(false);
    }

    synchronized Identity next() {
        if (fresh) {
            return new Identity("0", FIRST_BLOCK);
        }
        if (left.isEmpty()) {
            List<Integer> runs = new ArrayList<>(IntStream.range(0, RUNS).boxed().toList());
            Collections.shuffle(runs, RandomGenerator.getDefault());
            left.addAll(runs);
        }
        return new Identity(
                Long.toString(System.currentTimeMillis(), Character.MAX_RADIX), FIRST_BLOCK + left.removeFirst() * BLOCKS_OF_A_RUN);
    }
}
