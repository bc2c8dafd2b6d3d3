package io.tollgate.guard.redis;

/// What must not end a thread that others rely on, and must be seen all the same.
final class Uncaught {

    private Uncaught() {}

    /// Hands it to the thread's handler, as if the thread had ended.
    static void report(Throwable failure) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
    }
}
