package io.tollgate.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;

/// Tells the watch of a connection when its client is being waited for to send bytes, and how many came.
record WatchedReader(DataReader reader, ConnectionWatch watch) {

    /// What comes next.
    ///
    /// @throws DataReader.InsufficientDataAvailableException at the end
    BufferData next() {
        watch.reading();
        BufferData data;
        try {
            data = reader.readBuffer();
        } finally {
            watch.working();
        }
        watch.received(data.available());
        return data;
    }
}
