package io.tollgate.lab.driver;

import java.util.List;
import java.util.stream.IntStream;

/// Recordings that nobody drove.
public final class Recordings {
    private Recordings() {}

    /// @param failures what became of each request
    public static Recording of(Failure... failures) {
        List<Send> sends = IntStream.range(0, failures.length).mapToObj(i -> new Send(0, 0, 0, i)).toList();
        Recording recording = new Recording(sends);
        for (int i = 0; i < failures.length; i++) {
            recording.over(i, 1, failures[i]);
        }
        return recording;
    }
}
