package io.tollgate.server.metrics;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client of the live stream, reading as a browser does.
final class EventStream implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Socket socket;
    private final BufferedReader in;
    private final List<String> head = new ArrayList<>();

    /// One event, with the fields it had.
    record Event(String id, String name, JsonNode data) {}

    private EventStream(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    static EventStream open(int port, String header) {
        try {
            Socket socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream()
                    .write(("GET /api/admin/live HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new EventStream(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads status line and headers.
    List<String> head() {
        for (String line = line(); line != null && !line.isEmpty(); line = line()) {
            head.add(line);
        }
        return head;
    }

    private String line() {
        try {
            return in.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The next event; empty when the stream has ended. Sizes of chunks stand on lines of their own and are no fields.
    Optional<Event> next() {
        String id = "";
        String name = "";
        for (String line = line(); line != null; line = line()) {
            if (line.equals("0")) {
                return Optional.empty();
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("data: ")) {
                return Optional.of(new Event(id, name, MAPPER.readTree(line.substring(6))));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
