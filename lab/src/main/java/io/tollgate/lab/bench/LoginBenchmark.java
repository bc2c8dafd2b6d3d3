package io.tollgate.lab.bench;

import io.tollgate.lab.result.Bottleneck;
import io.tollgate.lab.result.LoginRate;
import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.server.ClosedLoop;
import io.tollgate.lab.server.ReferenceProcess;
import io.tollgate.lab.server.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How near logins come to what the password hash allows: logins a second of a server with all layers of the guard over checks
/// a second of the same hasher with the same number of callers in a process that does nothing else ([Pairs]).
final class LoginBenchmark {
    private static final List<Integer> CALLERS = List.of(1, 2, 4, 8);
    /// So many that none of them comes to the hundred sessions at which each login ends one.
    private static final int PEOPLE = 250;
    private static final String REQUEST = "POST /api/auth/login";
    /// Some thousands of logins. What is not the hash takes 12 ms of processor in the first hundreds, 5 after two thousand, and
    /// 3 to 4 after five thousand, when it is compiled.
    private static final Duration WARM_UP = Duration.ofMinutes(2);
    private static final Duration WARM_UP_OF_HASHES = Duration.ofSeconds(25);
    /// A login takes tens of milliseconds, and a slice has to hold many.
    private static final int SLICES = 2;

    private LoginBenchmark() {}

    static void run(Effort effort, ResultBuilder result) throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start("", GuardBenchmark.ALL_LAYERS);
                ReferenceProcess hashes = ReferenceProcess.start(server, "HashesAlone")) {
            LoginCrowd crowd = LoginCrowd.signUp(server.uri(), PEOPLE);
            int most = CALLERS.getLast();
            logins(server, crowd, most, WARM_UP);
            checks(hashes, most, WARM_UP_OF_HASHES);
            List<LoginRate> rates = new ArrayList<>();
            CpuWatch cpu = CpuWatch.start(server);
            for (int callers : CALLERS) {
                rates.add(measure(server, crowd, hashes, callers, effort));
            }
            result.logins(rates);
            result.bottleneck("login", bottleneck(rates.getLast(), cpu.bottleneck()));
        }
    }

    private static LoginRate measure(
            ServerProcess server, LoginCrowd crowd, ReferenceProcess hashes, int callers, Effort effort)
            throws IOException, InterruptedException {
        Duration slice = effort.slice().multipliedBy(SLICES);
        Pairs pairs = Pairs.measure(
                () -> checks(hashes, callers, slice),
                () -> logins(server, crowd, callers, slice),
                effort.runs(),
                "/s",
                "logins/checks");
        System.out.printf("%d callers, checks alone:  %s%n", callers, pairs.first().line());
        System.out.printf("%d callers, logins:        %s%n", callers, pairs.second().line());
        System.out.printf("%d callers, logins over checks, pair by pair: %s%n", callers, pairs.ratio().line("pairs"));
        return new LoginRate(callers, pairs.first(), pairs.second(), pairs.ratio());
    }

    private static double logins(ServerProcess server, LoginCrowd crowd, int callers, Duration duration)
            throws IOException, InterruptedException {
        return ClosedLoop.drive(number -> crowd.caller(number, callers), REQUEST, callers, duration).perSecond();
    }

    private static double checks(ReferenceProcess hashes, int callers, Duration duration) throws IOException {
        return Double.parseDouble(hashes.ask(callers + " " + duration.toMillis()));
    }

    private static Bottleneck bottleneck(LoginRate most, Bottleneck cpu) {
        return new Bottleneck(
                most.ratio().p50() > 0.5 ? "password hash" : cpu.name(),
                String.format(
                        Locale.ROOT,
                        "with %d callers %.0f %% of the checks that the hash alone allows are logins",
                        most.callers(),
                        most.ratio().p50() * 100));
    }
}
