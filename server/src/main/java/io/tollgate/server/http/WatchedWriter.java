package io.tollgate.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;

/// Tells the watch of a connection when its client is being waited for to take bytes.
record WatchedWriter(DataWriter writer, ConnectionWatch watch) implements DataWriter {

    private void watched(Runnable writing) {
        watch.writing();
        try {
            writing.run();
        } finally {
            watch.working();
        }
    }

    @Override
    public void write(BufferData... buffers) {
        watched(() -> writer.write(buffers));
    }

    @Override
    public void write(BufferData buffer) {
        watched(() -> writer.write(buffer));
    }

    @Override
    public void writeNow(BufferData... buffers) {
        watched(() -> writer.writeNow(buffers));
    }

    @Override
    public void writeNow(BufferData buffer) {
        watched(() -> writer.writeNow(buffer));
    }

    @Override
    public void flush() {
        watched(writer::flush);
    }

    @Override
    public void close() {
        writer.close();
    }
}
