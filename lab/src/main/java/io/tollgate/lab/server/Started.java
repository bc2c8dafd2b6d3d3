package io.tollgate.lab.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Processes, folders and files that the lab made and that are not to outlive it, however it ends: also on Ctrl-C and SIGTERM,
/// and when a start failed halfway. Thread-safe.
///
/// Who made something ends it when it is done with it; what is left then is ended with the JVM.
public final class Started {
    private static final Duration AT_THE_END = Duration.ofSeconds(10);
    private static final Started OF_THIS_JVM = ofThisJvm();

    private final Set<Process> processes = new LinkedHashSet<>();
    private final Set<Path> paths = new LinkedHashSet<>();
    private final List<Runnable> before = new CopyOnWriteArrayList<>();
    private boolean ended;

    Started() {}

    private static Started ofThisJvm() {
        Started started = new Started();
        Runtime.getRuntime().addShutdownHook(new Thread(started::end, "end-started"));
        return started;
    }

    /// Those that are ended with this JVM.
    public static Started inThisJvm() {
        return OF_THIS_JVM;
    }

    /// Has something done before anything is ended, when the JVM is told to end.
    ///
    /// @return what takes it back
    public Runnable beforeEnd(Runnable action) {
        before.add(action);
        return () -> before.remove(action);
    }

    /// A new empty folder for temporary files.
    public synchronized Path folder(String prefix) throws IOException {
        Path folder = Files.createTempDirectory(prefix);
        paths.add(folder);
        return folder;
    }

    /// A new empty temporary file.
    public synchronized Path file(String prefix, String suffix) throws IOException {
        Path file = Files.createTempFile(prefix, suffix);
        paths.add(file);
        return file;
    }

    /// @throws IOException when it cannot be started, or all that was started is being ended
    public synchronized Process run(ProcessBuilder builder) throws IOException {
        if (ended) {
            throw new IOException("the lab is being ended");
        }
        processes.removeIf(process -> !process.isAlive());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /// Ends a process and what it started; by force when it does not end in time or the waiting is interrupted.
    public void end(Process process, Duration within) {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
        all.forEach(ProcessHandle::destroy);
        try {
            process.waitFor(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
        if (!Thread.currentThread().isInterrupted()) {
            process.onExit().join();
        }
        synchronized (this) {
            processes.remove(process);
        }
    }

    /// Removes a folder with all in it, or a file. Nothing happens when it is not there.
    ///
    /// @throws UncheckedIOException when it cannot be removed
    public void delete(Path path) {
        synchronized (this) {
            paths.remove(path);
        }
        if (Files.notExists(path)) {
            return;
        }
        try (Stream<Path> inside = Files.walk(path)) {
            for (Path each : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the lab's " + path + " could not be removed", e);
        }
    }

    /// Ends everything. What cannot be removed is left, for nobody is there who could be told.
    void end() {
        before.forEach(Runnable::run);
        List<Process> running;
        List<Path> left;
        synchronized (this) {
            ended = true;
            running = List.copyOf(processes);
            left = List.copyOf(paths);
        }
        running.forEach(Process::destroy);
        running.forEach(process -> end(process, AT_THE_END));
        for (Path path : left) {
            try {
                delete(path);
            } catch (UncheckedIOException e) {
                // Somebody writes into it still.
            }
        }
    }
}
