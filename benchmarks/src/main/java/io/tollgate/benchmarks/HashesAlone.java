package io.tollgate.benchmarks;

import io.tollgate.server.password.HashOwner;
import io.tollgate.server.password.Password;
import io.tollgate.server.password.PasswordHasher;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Checks right passwords, with the server's hasher as the server has it unless told otherwise, and does nothing else: what
/// logins of a server could come to at the most. A program, and no JMH benchmark, so that `lab bench login` can measure it in
/// turn with a server.
///
/// Prints a line when it is ready. Then each line `CALLERS MILLIS` that it reads has so many callers check one password
/// after the other for so long, and is answered with the checks a second of all of them. Ends with its input.
final class HashesAlone {
    /// The default of `hash.queue`.
    private static final int QUEUE = 64;
    private static final Password PASSWORD = new Password("the passphrase of the lab");

    private final PasswordHasher hasher;
    private final Optional<String> stored;

    private HashesAlone(PasswordHasher hasher) {
        this.hasher = hasher;
        this.stored = Optional.of(hasher.hash(PASSWORD, HashOwner.server()));
    }

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        int cores = Runtime.getRuntime().availableProcessors();
        try (PasswordHasher hasher = new PasswordHasher(cores, QUEUE, new SecureRandom());
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            HashesAlone alone = new HashesAlone(hasher);
            System.out.println("ready");
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                System.out.println(alone.perSecond(Integer.parseInt(words[0]), Long.parseLong(words[1])));
            }
        }
    }

    private String perSecond(int callers, long millis) throws InterruptedException, ExecutionException {
        long began = System.nanoTime();
        long end = began + millis * 1_000_000;
        long checks = 0;
        // Virtual threads, as the server's connections are.
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> parts = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                HashOwner owner = HashOwner.stranger("127.0.2." + (i + 1));
                parts.add(threads.submit(() -> checkUntil(end, owner)));
            }
            for (Future<Long> part : parts) {
                checks += part.get();
            }
        }
        return String.format(Locale.ROOT, "%.3f", checks / ((System.nanoTime() - began) / 1e9));
    }

    private long checkUntil(long end, HashOwner owner) {
        long checks = 0;
        do {
            if (!(hasher.check(PASSWORD, stored, owner) instanceof PasswordHasher.Check.Match)) {
                throw new IllegalStateException("the right password was found wrong");
            }
            checks++;
        } while (System.nanoTime() < end);
        return checks;
    }
}
