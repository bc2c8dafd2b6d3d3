package io.tollgate.lab.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The honest ones: how many, how often, what.
///
/// @param count     accounts, each with an address of its own unless `addresses` says otherwise
/// @param rate      requests of all together, when all are there; nothing with a script
/// @param mix       shares of operations; they need not come to 100
/// @param script    instead of a mix: what each user does again and again
/// @param addresses how many addresses they share
/// @param fileSize  bytes of an uploaded file
public record Users(
        int count,
        Optional<Pace> rate,
        Map<Operation, Integer> mix,
        List<Step> script,
        Optional<Integer> addresses,
        int fileSize) {

    private static final int MAX_FILE_SIZE = 10_000_000;

    /// An operation of a script, and how long the user does nothing after it.
    public record Step(Operation operation, Duration pause) {}

    public Users {
        mix = Map.copyOf(mix);
        script = List.copyOf(script);
        if (count < 1 || count > 60_000) {
            throw new IllegalArgumentException("users.count must be from 1 to 60000");
        }
        if (script.isEmpty() == (rate.isEmpty() || mix.isEmpty())) {
            throw new IllegalArgumentException("users need either a rate and a mix, or a script");
        }
        if (!script.isEmpty() && (rate.isPresent() || !mix.isEmpty())) {
            throw new IllegalArgumentException("users with a script have no rate and no mix");
        }
        if (fileSize < 1 || fileSize > MAX_FILE_SIZE) {
            throw new IllegalArgumentException("users.file-size must be from 1 to " + MAX_FILE_SIZE);
        }
        if (addresses.filter(number -> number < 1).isPresent()) {
            throw new IllegalArgumentException("users.addresses must be at least 1");
        }
        if (mix.values().stream().anyMatch(share -> share < 1)) {
            throw new IllegalArgumentException("a share of the mix must be at least 1");
        }
        if (!script.isEmpty() && scriptSeconds(script) <= 0) {
            throw new IllegalArgumentException("a script needs a pause");
        }
    }

    private static double scriptSeconds(List<Step> script) {
        return script.stream().mapToLong(step -> step.pause().toNanos()).sum() / 1e9;
    }

    double scriptSeconds() {
        return scriptSeconds(script);
    }

    /// What one user asks for in a second.
    double perUserSecond() {
        return rate.orElseThrow().perSecond() / count;
    }

    /// Another number of users, each of whom does as much as before.
    Users withCount(int number) {
        Optional<Pace> scaled = rate.map(pace -> new Pace(
                (int) Math.max(1, Math.round((double) pace.count() * number / count)), pace.period()));
        return new Users(number, scaled, mix, script, addresses, fileSize);
    }

    /// @throws IllegalArgumentException when they have a script, which says how often
    Users withRate(Pace pace) {
        return new Users(count, Optional.of(pace), mix, script, addresses, fileSize);
    }

    /// Whether anybody does it.
    boolean includes(Operation operation) {
        return mix.containsKey(operation) || script.stream().anyMatch(step -> step.operation() == operation);
    }

    /// Requests over so many user-seconds.
    double requests(double userSeconds) {
        return userSeconds * (script.isEmpty() ? perUserSecond() : script.size() / scriptSeconds());
    }
}
