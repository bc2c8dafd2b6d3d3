package io.tollgate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// A new empty folder, removed with all in it when it is closed.
record Folder(Path path) implements AutoCloseable {

    static Folder temporary() throws IOException {
        return new Folder(Files.createTempDirectory("tollgate-benchmark"));
    }

    /// On a disk. The folder for temporary files may be memory.
    static Folder onDisk() throws IOException {
        return new Folder(Files.createTempDirectory(Files.createDirectories(Path.of("target")), "benchmark"));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> paths = Files.walk(path)) {
            for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
