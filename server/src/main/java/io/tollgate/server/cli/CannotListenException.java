package io.tollgate.server.cli;

import java.net.BindException;

/// The address cannot be listened on; the message says why.
final class CannotListenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotListenException(String host, int port, BindException cause) {
        super(message(Address.of(host, port), String.valueOf(cause.getMessage())));
    }

    private static String message(String address, String reason) {
        // As the system says it of EADDRINUSE; it says other things of a port that needs privileges or a host that is elsewhere.
        return reason.contains("in use")
                ? address + " is in use; choose another with --port"
                : "cannot listen on " + address + ": " + reason + "; choose another with --host and --port";
    }
}
