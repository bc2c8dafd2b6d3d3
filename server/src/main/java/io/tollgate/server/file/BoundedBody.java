package io.tollgate.server.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A body that ends in an error when it goes on for too long: what stands before the first part, or in parts without a name, is
/// passed over by whoever parses it, and would have no end. After the error nothing is read, for there may be nothing.
final class BoundedBody extends FilterInputStream {
    private long left;

    BoundedBody(InputStream body, long most) {
        super(body);
        this.left = most;
    }

    @Override
    public int read() throws IOException {
        requireMore();
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        requireMore();
        int read = super.read(bytes, from, length);
        count(Math.max(0, read));
        return read;
    }

    private void count(int bytes) {
        left -= bytes;
        requireMore();
    }

    private void requireMore() {
        if (left < 0) {
            throw new BlobStore.TooLargeException();
        }
    }
}
