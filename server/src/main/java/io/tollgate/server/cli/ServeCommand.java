package io.tollgate.server.cli;

import io.tollgate.server.TollgateServer;
import io.tollgate.server.log.Logging;
import io.tollgate.server.settings.Settings;
import java.net.BindException;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;

/// `serve`: runs the server in the foreground until the process is told to stop.
final class ServeCommand {

    private ServeCommand() {}

    static Entry entry() {
        return new Entry.Command("serve", "Starts the server in the foreground.", ServeCommand::run);
    }

    private static int run(Invocation invocation) throws InterruptedException {
        Settings settings = invocation.settings();
        TollgateServer server = start(settings);
        CountDownLatch stopped = new CountDownLatch(1);
        // Or it would be over as soon as the process is told to stop, and the server has things to say until it is closed.
        Logging.outlastTheStop();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            server.close();
            stopped.countDown();
        }));
        announce(settings, server);
        stopped.await();
        return ExitCode.OK;
    }

    static TollgateServer start(Settings settings) {
        Logging.configure(settings.log().json());
        Address.requireOne(settings.host());
        try {
            return TollgateServer.start(
                    settings, Clock.systemUTC(), System::nanoTime, password -> announceAdmin(settings, password));
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException bind) {
                    throw new CannotListenException(settings.host(), settings.port(), bind);
                }
            }
            throw e;
        }
    }

    static void announce(Settings settings, TollgateServer server) {
        String address = (settings.tls().isPresent() ? "https" : "http") + "://" + Address.of(settings.host(), server.port());
        System.out.println("Tollgate listens on " + address);
        System.out.println("Dashboard:          " + address + "/");
        System.out.println("API description:    " + address + "/openapi.yaml");
        System.out.flush();
    }

    /// At once: nothing that happens later may keep it from being read.
    private static void announceAdmin(Settings settings, String password) {
        System.out.println("First admin:        " + settings.admin().email());
        System.out.println("One-time password:  " + password + "   (shown only now; change it after signing in)");
        System.out.flush();
    }
}
