package io.tollgate.guard.window;

/// A source of time for measuring how long ago something was. Its zero is arbitrary, like that of [System#nanoTime].
@FunctionalInterface
public interface NanoClock {
    /// The time in nanoseconds. Only differences mean something.
    long nanos();

    /// The clock of the JVM. It never steps when somebody sets the date.
    static NanoClock system() {
        return System::nanoTime;
    }
}
