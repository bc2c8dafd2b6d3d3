package io.tollgate.lab.run;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// What the server counted since its start, from its page for Prometheus.
///
/// @param wrongPasswords hashed and found wrong
/// @param startSeconds when its process began, since 1970: another one after a restart
record Counters(long wrongPasswords, double startSeconds, double residentMegabytes) {
    private static final double MEGABYTE = 1024 * 1024;

    /// @throws IOException when the server does not answer within that time
    static Counters read(HttpClient http, URI server, Duration timeout) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(server.resolve("/metrics")).timeout(timeout).build(), BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("/metrics was answered with " + response.statusCode());
        }
        return parse(response.body());
    }

    static Counters parse(String page) throws IOException {
        return new Counters(
                (long) value(page, "tollgate_password_mismatches_total"),
                value(page, "process_start_time_seconds"),
                value(page, "process_resident_memory_bytes") / MEGABYTE);
    }

    private static double value(String page, String name) throws IOException {
        return page.lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1).split(" ")[0])
                .map(Double::valueOf)
                .findFirst()
                .orElseThrow(() -> new IOException("/metrics has no " + name));
    }
}
