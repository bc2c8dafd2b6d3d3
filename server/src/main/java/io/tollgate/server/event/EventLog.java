package io.tollgate.server.event;

/// Where events go. Thread-safe.
///
/// Fails open: recording neither waits nor throws. What cannot be kept is counted, and the count becomes an event of its
/// own. Whatever was recorded before a request is answered is in the log after a crash of the process.
@FunctionalInterface
public interface EventLog {

    /// Takes an event down and returns at once.
    void record(SecurityEvent event);

    /// A log that is switched off.
    static EventLog none() {
        return event -> {};
    }
}
