package io.tollgate.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.common.buffers.DataWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Arrays;

/// The line of a connection in the shape in which the JDK puts TLS on it: a socket that reads and writes through what
/// watches the connection. Its end is the connection's end, so closing it does nothing.
///
/// What arrives without any data of a request coming of it is bounded: a handshake is a few KB, and after it there is no
/// reason to say much that is no data.
final class TlsLine extends Socket {
    private static final int MAX_WITHOUT_DATA = 64 * 1024;

    private final Received received;
    private final Sent sent;
    private final InetSocketAddress peer;

    /// @param reader what the client sends
    /// @param writer what the client gets
    TlsLine(WatchedReader reader, DataWriter writer, SocketAddress peer) {
        this.received = new Received(reader);
        this.sent = new Sent(writer);
        this.peer = (InetSocketAddress) peer;
    }

    /// Data of a request has come.
    void dataArrived() {
        received.withoutData = 0;
    }

    @Override
    public InputStream getInputStream() {
        return received;
    }

    @Override
    public OutputStream getOutputStream() {
        return sent;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public InetAddress getInetAddress() {
        return peer.getAddress();
    }

    @Override
    public int getPort() {
        return peer.getPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return peer;
    }

    /// Time is the watch's affair.
    @Override
    public int getSoTimeout() {
        return 0;
    }

    @Override
    public void setSoTimeout(int millis) {}

    @Override
    public int getSoLinger() {
        return -1;
    }

    @Override
    public void shutdownInput() {}

    @Override
    public void shutdownOutput() {}

    @Override
    public void close() {}

    private static final class Received extends InputStream {
        private final WatchedReader reader;
        private BufferData unread = BufferData.empty();
        private int withoutData;

        private Received(WatchedReader reader) {
            this.reader = reader;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (unread.available() == 0 && !fill()) {
                return -1;
            }
            return unread.read(bytes, offset, Math.min(length, unread.available()));
        }

        private boolean fill() throws IOException {
            try {
                unread = reader.next();
            } catch (InsufficientDataAvailableException e) {
                return false;
            }
            withoutData += unread.available();
            if (withoutData > MAX_WITHOUT_DATA) {
                throw new IOException("much was sent and no data came of it");
            }
            return true;
        }

        @Override
        public int available() {
            return unread.available();
        }
    }

    private static final class Sent extends OutputStream {
        private final DataWriter writer;

        private Sent(DataWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            // Copied, for the JDK uses its buffer again.
            writer.writeNow(BufferData.create(Arrays.copyOfRange(bytes, offset, offset + length)));
        }
    }
}
