package io.tollgate.lab.result;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where a result was made.
///
/// @param commit   of the working tree, with a mark when it has changes; empty when it is no checkout
/// @param store    `in-process` or `redis`: where the measured server kept its windows; `unknown` when it did not tell
/// @param database `sqlite` or `postgresql`; `unknown` of a server that the lab did not start
/// @param command  what was typed, without secrets
public record Environment(
        String commit,
        String jdk,
        int cores,
        String store,
        String database,
        @Nullable String os,
        @Nullable String command) {
    public static final String IN_PROCESS = "in-process";
    public static final String REDIS = "redis";
    public static final String SQLITE = "sqlite";
    public static final String POSTGRESQL = "postgresql";
    public static final String UNKNOWN = "unknown";

    private static final Pattern SECRET_VALUE = Pattern.compile("(?i)((?:password|secret|token)[^=]*=).*");
    private static final Pattern SECRET_IN_ADDRESS = Pattern.compile("://[^/@\\s]*@");
    private static final Pattern PLAIN = Pattern.compile("[\\w./:=,@%+-]+");

    /// Of this machine and the checkout in `tollgate.home`, with the stores a server has that was given no settings.
    public static Environment current() {
        return new Environment(
                describeCommit(Path.of(System.getProperty("tollgate.home", "."))),
                System.getProperty("java.runtime.version"),
                Runtime.getRuntime().availableProcessors(),
                IN_PROCESS,
                SQLITE,
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                null);
    }

    public Environment withStores(String store, String database) {
        return new Environment(commit, jdk, cores, store, database, os, command);
    }

    /// With the stores of a server that was started with these settings.
    public Environment withStoresOf(Map<String, String> settings) {
        return withStores(
                settings.containsKey("redis.url") ? REDIS : IN_PROCESS,
                settings.containsKey("database.url") ? POSTGRESQL : SQLITE);
    }

    /// @param arguments as they were typed after `lab`
    public Environment withCommand(List<String> arguments) {
        String text = "lab " + arguments.stream().map(Environment::quoted).collect(Collectors.joining(" "));
        return new Environment(commit, jdk, cores, store, database, os, text.strip());
    }

    /// As a shell would want it, without what must not be in a result.
    private static String quoted(String argument) {
        String shown = SECRET_IN_ADDRESS.matcher(argument).replaceAll("://***@");
        shown = SECRET_VALUE.matcher(shown).replaceAll("$1***");
        return PLAIN.matcher(shown).matches() ? shown : "'" + shown.replace("'", "'\\''") + "'";
    }

    private static String describeCommit(Path home) {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .start();
            String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor() == 0 ? text : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
