package io.tollgate.lab.server;

import java.io.IOException;

/// Somebody who sends a request when the answer to the last is there. Belongs to one thread.
public interface Caller extends AutoCloseable {

    /// Sends a request and reads the whole answer.
    ///
    /// @return the status
    int exchange() throws IOException;

    @Override
    void close() throws IOException;
}
