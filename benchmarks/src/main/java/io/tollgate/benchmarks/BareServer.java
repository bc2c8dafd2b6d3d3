package io.tollgate.benchmarks;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// The HTTP library with its defaults and one route that answers the same bytes to everybody: what a request costs before
/// Tollgate does anything. A program, and no JMH benchmark, so that `lab bench http` can measure it in turn with a server.
///
/// Arguments are the path and how many bytes; prints its port when it is ready, and ends with its input.
final class BareServer {
    private BareServer() {}

    public static void main(String[] arguments) throws IOException {
        byte[] body = "x".repeat(Integer.parseInt(arguments[1])).getBytes(StandardCharsets.US_ASCII);
        WebServer server = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
                .routing(routing -> routing.get(
                        arguments[0],
                        (_, response) -> response.header(HeaderNames.CONTENT_TYPE, "application/json").send(body)))
                .build()
                .start();
        System.out.println(server.port());
        while (System.in.read() >= 0) {}
        server.stop();
    }
}
