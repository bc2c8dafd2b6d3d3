package io.tollgate.lab.run;

import io.tollgate.lab.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds out before a run what would be known only after it: a threshold that nobody could measure, a plan that does not fit
/// into memory.
///
/// @param start    whether the lab starts the server
/// @param hasRedis whether it is given a Redis then
/// @param hasAdmin whether the server's own figures are read
public record RunCheck(boolean start, boolean hasRedis, boolean hasAdmin) {
    /// Of a planned request: when and who, what became of it, and what is derived from it.
    private static final int BYTES_OF_A_REQUEST = 128;
    private static final Duration SHORTEST_TO_TELL_LEAKS = Duration.ofMinutes(4);

    /// @param given thresholds of the command line, over those of the scenario
    /// @return what is wrong
    public Optional<String> objection(Scenario scenario, List<Threshold> given) {
        return tooMany(scenario, Runtime.getRuntime().maxMemory())
                .or(() -> Stream.concat(scenario.thresholds().stream().map(Threshold::parse), given.stream())
                        .flatMap(threshold -> unmeasurable(scenario, threshold).stream())
                        .findFirst());
    }

    static Optional<String> tooMany(Scenario scenario, long memory) {
        long most = memory / BYTES_OF_A_REQUEST;
        return scenario.requests() <= most
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%s would be %,.0f requests, and the lab's memory holds %,d; make it shorter or slower, or give the lab more "
                                + "with TOLLGATE_JAVA_OPTS=-Xmx1g",
                        scenario.name(),
                        scenario.requests(),
                        most));
    }

    private Optional<String> unmeasurable(Scenario scenario, Threshold threshold) {
        return reason(scenario, threshold)
                .map(reason -> "%s cannot be measured of %s: %s".formatted(threshold.metric(), scenario.name(), reason));
    }

    private Optional<String> reason(Scenario scenario, Threshold threshold) {
        if (threshold.operation().filter(operation -> !scenario.includes(operation)).isPresent()) {
            return Optional.of("nobody does that in it");
        }
        if (threshold.metric().equals("blocked") && scenario.attack().isEmpty()) {
            return Optional.of("nobody attacks in it");
        }
        if (threshold.isOfServer() && !hasAdmin) {
            return Optional.of("only the server itself can tell, and it tells an admin; name one with --admin");
        }
        if (threshold.metric().equals("redis") && start && !hasRedis && !scenario.server().containsKey("redis.url")) {
            return Optional.of("the server that is started has no Redis; give it one with --redis");
        }
        if (threshold.metric().equals("leaks") && scenario.duration().compareTo(SHORTEST_TO_TELL_LEAKS) < 0) {
            return Optional.of("runs under four minutes cannot tell");
        }
        return Optional.empty();
    }
}
