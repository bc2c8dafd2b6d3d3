package io.tollgate.server.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A body that ends in an error when it goes on for too long: what stands before the first part, or in parts without a name, is
/// passed over by whoever parses it, and would have no end.
final class BoundedBody extends FilterInputStream {
    private long left;

    BoundedBody(InputStream body, long most) {
        super(body);
        this.left = most;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int read = super.read(bytes, from, length);
        count(Math.max(0, read));
        return read;
    }

    private void count(int bytes) {
        left -= bytes;
        if (left < 0) {
            throw new BlobStore.TooLargeException();
        }
    }
}
