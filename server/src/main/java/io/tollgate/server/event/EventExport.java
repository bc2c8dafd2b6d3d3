package io.tollgate.server.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.http.HeaderNames;
import io.tollgate.server.database.Database;
import io.tollgate.server.http.Call;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Sends all events of a filter, newest first, page by page: at most one page is in memory, and a slow client holds no
/// connection of the database.
final class EventExport {
    static final int PAGE = 500;
    private static final int BUFFER = 16 << 10;
    private static final String CSV_END = "\r\n";

    private EventExport() {}

    /// How a line is written.
    enum Format {
        NDJSON("application/x-ndjson") {
            @Override
            String header() {
                return "";
            }

            @Override
            String line(StoredEvent event) {
                return EventJson.write(event) + "\n";
            }
        },
        CSV("text/csv") {
            @Override
            String header() {
                return "id,type,severity,timestamp,lastAt,count,userId,sessionId,ip,userAgent,requestId,details" + CSV_END;
            }

            @Override
            String line(StoredEvent event) {
                return Stream.of(
                                event.id(),
                                event.type(),
                                event.severity(),
                                event.timestamp().toString(),
                                event.lastAt().toString(),
                                String.valueOf(event.count()),
                                event.userId(),
                                event.sessionId(),
                                event.ip(),
                                event.userAgent(),
                                event.requestId(),
                                event.details().isEmpty() ? null : EventJson.write(event.details()))
                        .map(Format::cell)
                        .collect(Collectors.joining(",", "", CSV_END));
            }
        };

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        static Optional<Format> parse(String text) {
            return Stream.of(values()).filter(format -> format.text().equals(text)).findFirst();
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        abstract String header();

        abstract String line(StoredEvent event);

        /// RFC 4180; and a cell that a spreadsheet would take for a formula begins with an apostrophe.
        private static String cell(@Nullable String text) {
            if (text == null || text.isEmpty()) {
                return "";
            }
            String safe = "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
            boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
            return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
        }
    }

    static void send(Call call, Database database, EventFilter filter, Format format) {
        // The first page before the answer begins, so that a database that is away is still a problem of its own.
        List<StoredEvent> page = read(database, filter, Optional.empty());
        call.setHeader(HeaderNames.CONTENT_TYPE, format.contentType);
        call.setHeader(
                HeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"security-events." + format.text() + "\"");
        // Not closed on failure, for the end of the stream would tell the client that it has everything.
        OutputStream out = new BufferedOutputStream(call.replyStream(200), BUFFER);
        try {
            out.write(format.header().getBytes(UTF_8));
            while (true) {
                for (StoredEvent event : page) {
                    out.write(format.line(event).getBytes(UTF_8));
                }
                if (page.size() < PAGE) {
                    break;
                }
                // A slow reader may take hours, in which his session may end.
                call.requireStillPermitted();
                page = read(database, filter, Optional.of(page.getLast().id()));
            }
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<StoredEvent> read(Database database, EventFilter filter, Optional<String> cursor) {
        return database.read(handle -> EventReader.page(handle, filter, cursor, PAGE));
    }
}
