package io.tollgate.server.database;

import java.util.concurrent.locks.Condition;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The statements of one caller and how far they are.
///
/// The stage is guarded by the lock of the condition; result and failure belong to whoever runs the statements until the
/// stage is finished.
final class GroupedWrite<T> {
    private final Function<Handle, T> statements;
    private final Condition condition;
    private Stage stage = Stage.WAITS;
    private @Nullable T result;
    private @Nullable Throwable failure;

    private enum Stage { WAITS, LEADS, JOINED, FINISHED }

    /// @param condition signalled whenever the stage changes; of a lock that the caller of the methods on stages holds
    GroupedWrite(Function<Handle, T> statements, Condition condition) {
        this.statements = statements;
        this.condition = condition;
    }

    Condition condition() {
        return condition;
    }

    boolean waits() {
        return stage == Stage.WAITS;
    }

    boolean leads() {
        return stage == Stage.LEADS;
    }

    boolean joined() {
        return stage == Stage.JOINED;
    }

    void lead() {
        become(Stage.LEADS);
    }

    void join() {
        become(Stage.JOINED);
    }

    void finish() {
        become(Stage.FINISHED);
    }

    private void become(Stage next) {
        stage = next;
        condition.signal();
    }

    void run(Handle handle) {
        result = statements.apply(handle);
    }

    void fail(Throwable reason) {
        failure = reason;
    }

    /// What the statements gave, when finished.
    ///
    /// @throws RuntimeException what they or the commit threw, on whatever thread that was
    T outcome() {
        switch (failure) {
            case null -> {
                return result;
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError("statements throw nothing checked", failure);
        }
    }
}
