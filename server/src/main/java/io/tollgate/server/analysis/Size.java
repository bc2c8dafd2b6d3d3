package io.tollgate.server.analysis;

import java.util.Locale;

/// Writes numbers of bytes for people.
final class Size {

    private Size() {}

    static String of(long bytes) {
        if (bytes < 1 << 20) {
            return String.format(Locale.ROOT, "%d KB", (bytes + 1023) / 1024);
        }
        double megabytes = bytes / (double) (1 << 20);
        return megabytes < 1024
                ? String.format(Locale.ROOT, "%.1f MB", megabytes)
                : String.format(Locale.ROOT, "%.1f GB", megabytes / 1024);
    }
}
