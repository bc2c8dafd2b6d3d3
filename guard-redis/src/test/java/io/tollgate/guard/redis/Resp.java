package io.tollgate.guard.redis;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// As much of the protocol as tests need.
final class Resp {
    /// A command as it came.
    ///
    /// @param name its first word, of `CLUSTER` the first two
    record Request(String name, byte[] bytes) {}

    private Resp() {}

    static String ask(Socket socket, String... words) throws IOException {
        var request = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            request.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
        var in = new BufferedInputStream(socket.getInputStream());
        String line = line(in);
        if (line.startsWith("$") && !line.startsWith("$-")) {
            return new String(in.readNBytes(Integer.parseInt(line.substring(1))), StandardCharsets.ISO_8859_1);
        }
        return line.substring(1);
    }

    /// Reads one command.
    ///
    /// @throws EOFException if there is none any more
    static Request request(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        int words = Integer.parseInt(copiedLine(in, bytes).substring(1));
        String name = "";
        for (int i = 0; i < words; i++) {
            int length = Integer.parseInt(copiedLine(in, bytes).substring(1));
            byte[] word = in.readNBytes(length + 2);
            bytes.write(word);
            if (i == 0 || i == 1 && name.equals("CLUSTER")) {
                name += (i == 0 ? "" : " ") + new String(word, 0, length, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
            }
        }
        return new Request(name, bytes.toByteArray());
    }

    private static String copiedLine(InputStream in, ByteArrayOutputStream copy) throws IOException {
        String line = line(in);
        copy.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return line;
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        int c = in.read();
        while (c != '\r') {
            if (c < 0) {
                throw new EOFException();
            }
            line.append((char) c);
            c = in.read();
        }
        in.read();
        return line.toString();
    }
}
