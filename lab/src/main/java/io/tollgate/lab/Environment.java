package io.tollgate.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Where a result was made.
///
/// @param commit of the working tree, with a mark when it has changes; empty when it is no checkout
record Environment(String commit, String jdk, int cores, String os) {

    static Environment current() {
        return new Environment(
                describeCommit(),
                System.getProperty("java.runtime.version"),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"));
    }

    private static String describeCommit() {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
                    .directory(ServerProcess.home().toFile())
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
