package io.tollgate.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.logging.LogManager;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// For tests that set up the logging of the process, as commands do: puts it back to what the others run with.
public final class ProcessLogging implements AfterAllCallback {

    @Override
    public void afterAll(ExtensionContext context) {
        try {
            LogManager.getLogManager().readConfiguration();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
