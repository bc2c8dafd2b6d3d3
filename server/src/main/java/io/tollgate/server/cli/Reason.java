package io.tollgate.server.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// Why something failed, in a line.
final class Reason {

    private Reason() {}

    /// What the JDK says; of a file also what its exceptions mean that say no more than its name.
    ///
    /// @param said what was said before, which need not be said again
    static String of(Throwable failure, String said) {
        String reason = failure instanceof FileSystemException file ? ofFile(file, said) : String.valueOf(failure.getMessage());
        return reason.lines().findFirst().orElse("");
    }

    private static String ofFile(FileSystemException failure, String said) {
        String file = String.valueOf(failure.getFile());
        return (said.contains(file) ? "" : file + ": ") + meaning(failure);
    }

    private static String meaning(FileSystemException failure) {
        return switch (failure) {
            case FileAlreadyExistsException _ -> "something else is there already";
            case NoSuchFileException _ -> "there is no such file or folder";
            case AccessDeniedException _ -> "permission denied";
            default -> failure.getReason() == null ? failure.getClass().getSimpleName() : failure.getReason();
        };
    }
}
