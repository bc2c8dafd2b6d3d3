package io.tollgate.lab.result;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;

/// Writes a histogram in the format `.hgrm`, which HdrHistogram's plotters read.
public final class PercentileFile {
    private static final double NANOS_PER_MILLI = 1e6;

    private PercentileFile() {}

    /// @param nanos values in nanoseconds; the file has milliseconds
    public static void write(Histogram nanos, Path file) throws IOException {
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            nanos.outputPercentileDistribution(out, NANOS_PER_MILLI);
        }
    }
}
