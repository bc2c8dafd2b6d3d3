package io.tollgate.lab.driver;

import java.io.IOException;

/// What the driver could not do for itself, as when there is no file, port or address left for a connection. The server has no part
/// in it.
final class DriverException extends IOException {
    private static final long serialVersionUID = 1;

    DriverException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
