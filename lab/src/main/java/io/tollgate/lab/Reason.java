package io.tollgate.lab;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// Why a command failed, in words.
final class Reason {

    private Reason() {}

    /// What the JDK says; of a file also what its exceptions mean that say no more than its name.
    static String of(Exception failure) {
        return switch (failure) {
            case FileAlreadyExistsException e -> e.getFile() + ": something else is there already";
            case NoSuchFileException e -> e.getFile() + ": there is no such file or folder";
            case AccessDeniedException e -> e.getFile() + ": permission denied";
            case FileSystemException e when e.getReason() == null -> e.getFile() + ": " + e.getClass().getSimpleName();
            default -> String.valueOf(failure.getMessage());
        };
    }
}
