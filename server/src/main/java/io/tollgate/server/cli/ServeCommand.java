package io.tollgate.server.cli;

import io.tollgate.server.TollgateServer;
import io.tollgate.server.log.Logging;
import io.tollgate.server.settings.Settings;
import java.net.BindException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;

/// `serve`: runs the server in the foreground until the process is told to stop.
final class ServeCommand implements Callable<Integer> {
    private final SettingsOptions options;

    private ServeCommand(SettingsOptions options) {
        this.options = options;
    }

    static CommandLine create(Map<String, String> environment) {
        SettingsOptions options = new SettingsOptions(environment);
        return SettingsCommand.create(
                "serve", "Starts the server in the foreground.", options, new ServeCommand(options));
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = options.settings();
        Logging.configure(settings.log().json());
        TollgateServer server = start(settings);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            server.close();
            stopped.countDown();
        }));
        announce(settings, server);
        stopped.await();
        return CommandLine.ExitCode.OK;
    }

    private static TollgateServer start(Settings settings) {
        try {
            return TollgateServer.start(settings, Clock.systemUTC(), System::nanoTime);
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    throw new PortInUseException(settings.host(), settings.port());
                }
            }
            throw e;
        }
    }

    private static void announce(Settings settings, TollgateServer server) {
        String address = "http://%s:%d".formatted(settings.host(), server.port());
        System.out.println("Tollgate listens on " + address);
        System.out.println("Dashboard:          " + address + "/");
        System.out.println("API description:    " + address + "/openapi.yaml");
        server.adminPassword().ifPresent(password -> {
            System.out.println("First admin:        " + settings.admin().email());
            System.out.println("One-time password:  " + password + "   (shown only now; change it after signing in)");
        });
        System.out.flush();
    }
}
