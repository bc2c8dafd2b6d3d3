package io.tollgate.lab.result;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where a result was made.
///
/// @param commit   of the working tree, with a mark when it has changes; empty when it is no checkout
/// @param store    `in-process` or `redis`: where the measured server kept its windows
/// @param database `sqlite` or `postgresql`
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

    public Environment withCommand(String command) {
        return new Environment(commit, jdk, cores, store, database, os, command);
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
