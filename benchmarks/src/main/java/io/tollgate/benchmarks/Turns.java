package io.tollgate.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Things that are measured in one run, an iteration each in turn, so that the noise of the machine hits all of them alike.
/// A benchmark names them in the parameter [#PARAMETER], asks for the next before each iteration, and is run by [InTurn].
final class Turns<T> {
    static final String PARAMETER = "turns";

    private final List<T> all;
    private int next;

    /// @param names  with commas between
    /// @param opened makes each by its name
    Turns(String names, Function<String, T> opened) {
        all = names(names).stream().map(opened).toList();
    }

    static List<String> names(String list) {
        return Arrays.asList(list.split(","));
    }

    T next() {
        return all.get(next++ % all.size());
    }

    List<T> all() {
        return all;
    }
}
