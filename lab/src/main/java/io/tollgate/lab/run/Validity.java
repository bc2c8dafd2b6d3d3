package io.tollgate.lab.run;

import io.tollgate.lab.driver.Failure;
import io.tollgate.lab.driver.Recording;
import io.tollgate.lab.result.Attack;
import io.tollgate.lab.result.DriverLoad;
import java.util.Locale;
import java.util.Optional;

/// Whether a run says anything about the server, or about the driver instead.
final class Validity {
    private static final double MAX_CPU = 0.9;
    private static final long MAX_PAUSE_MILLIS = 250;
    private static final double MAX_UNANSWERED_SHARE = 0.01;
    private static final double LEAST_NEW_SOURCES = 0.9;

    private Validity() {}

    /// @return why it does not
    static Optional<String> objection(DriverLoad driver, long longestPauseMillis, long sent) {
        if (sent == 0) {
            return Optional.of("nothing was sent in the measured part");
        }
        if (driver.lateShare() > DriverLoad.MAX_LATE_SHARE) {
            return said("the driver was too late with %.1f %% of the requests", driver.lateShare() * 100);
        }
        if (driver.cpu() > MAX_CPU) {
            return said("the driver used %.0f %% of the machine", driver.cpu() * 100);
        }
        if (longestPauseMillis > MAX_PAUSE_MILLIS) {
            return said("the driver's garbage collector paused for %d ms", longestPauseMillis);
        }
        return Optional.empty();
    }

    /// @return what the driver could not do, if anything
    static Optional<String> objection(Recording recording) {
        long requests = recording.count(Failure.DRIVER);
        return requests == 0
                ? Optional.empty()
                : said("the driver had no file, port or address left to send %,d requests", requests);
    }

    /// @param attackers who sent anything
    /// @return why the attack was not the one that was meant
    static Optional<String> objection(Attack attack, int attackers) {
        if (attack.unansweredShare() > MAX_UNANSWERED_SHARE) {
            return said("%.1f %% of the attack's requests were not answered", attack.unansweredShare() * 100);
        }
        if (attack.unexpectedShare() > MAX_UNANSWERED_SHARE) {
            return said("%.1f %% of the attack's requests were answered neither as asked nor by a refusal",
                    attack.unexpectedShare() * 100);
        }
        if (attack.sources() != null && attack.sources() < LEAST_NEW_SOURCES * attackers) {
            return Optional.of(("the server saw %d new addresses of %d attackers: it knows the others from before, does not "
                            + "believe the header that tells them (trusted-proxies), or is one of several nodes")
                    .formatted(attack.sources(), attackers));
        }
        return Optional.empty();
    }

    private static Optional<String> said(String format, Object value) {
        return Optional.of(String.format(Locale.ROOT, format, value));
    }
}
