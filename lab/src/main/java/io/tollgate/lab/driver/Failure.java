package io.tollgate.lab.driver;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/// Why a request has no answer, or not the one it should have.
public enum Failure {
    NONE,
    /// Answered, with a status that was not expected.
    STATUS,
    /// Nobody listens there.
    REFUSED,
    /// The connection ended without a whole answer.
    BROKEN,
    TIMEOUT,
    /// The driver itself could not send it: it had no file, port or address left for a connection.
    DRIVER,
    /// Never sent: as many were under way as the driver can hold.
    DROPPED,
    /// Not sent, or not answered yet: the run ended before.
    UNSENT,
    OTHER;

    static Failure of(IOException e) {
        return switch (e) {
            case DriverException _ -> DRIVER;
            case ConnectException _ -> REFUSED;
            case SocketTimeoutException _ -> TIMEOUT;
            case EOFException _ -> BROKEN;
            case SocketException _ -> BROKEN;
            // What became of the connection below TLS.
            case SSLException tls when tls.getCause() instanceof IOException cause -> of(cause);
            default -> OTHER;
        };
    }

    /// Whether an answer came, right or wrong.
    public boolean isAnswered() {
        return this == NONE || this == STATUS;
    }

    /// Whether the request went out without an answer coming back.
    public boolean isUnanswered() {
        return this == REFUSED || this == BROKEN || this == TIMEOUT || this == OTHER;
    }

    public String text() {
        return this == NONE ? "" : name().toLowerCase(Locale.ROOT);
    }
}
