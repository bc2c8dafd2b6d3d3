package io.tollgate.lab.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/// Bodies of `multipart/form-data` with files of random bytes, which nothing compresses. The same for everybody.
public final class UploadBody {
    private static final String BOUNDARY = "tollgate-lab-7d1f3a9c5e";
    public static final String CONTENT_TYPE = "multipart/form-data; boundary=" + BOUNDARY;

    private final byte[] content;
    private final byte[] single;

    /// @param size bytes of each file
    public UploadBody(int size) {
        this.content = new byte[size];
        new SplittableRandom(size).nextBytes(content);
        this.single = make(1);
    }

    /// A body with so many files.
    public byte[] of(int files) {
        return files == 1 ? single : make(files);
    }

    private byte[] make(int files) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int i = 0; i < files; i++) {
            body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"files\"; filename=\"file-" + i
                            + ".bin\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            body.writeBytes(content);
            body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return body.toByteArray();
    }
}
