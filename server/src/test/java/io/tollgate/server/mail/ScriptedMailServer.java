package io.tollgate.server.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// An SMTP server that refuses what a test says, and says nothing more once a command is to be left without an answer.
final class ScriptedMailServer implements AutoCloseable {
    static final String SILENCE = "";

    private final ServerSocket listener;
    private final Map<String, String> answers;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();

    /// @param answers by a command as a whole or by its first word; `250 fine` to any other
    ScriptedMailServer(Map<String, String> answers) {
        this.answers = answers;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /// Every line that clients sent.
    List<String> heard() {
        return heard;
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listener.accept();
                connections.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
            say(connection, "220 test");
            boolean inText = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard.add(line);
                if (inText && !line.equals(".")) {
                    continue;
                }
                String command = line.split("[ :]")[0];
                String usual = command.equals("DATA") ? "354 go on" : "250 fine";
                String answer = answers.getOrDefault(line, answers.getOrDefault(command, usual));
                inText = answer.startsWith("354");
                if (!answer.equals(SILENCE)) {
                    say(connection, answer);
                }
            }
        } catch (IOException gone) {
            // So is the client.
        }
    }

    private static void say(Socket connection, String line) throws IOException {
        connection.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
