package io.tollgate.server.file;

import java.util.List;
import java.util.Optional;

/// A person's newest files: what most requests for a list want.
///
/// @param files newest first, at most [#COUNT]; fewer when there are no more
public record NewestFiles(List<StoredFile> files) {
    /// A page of the usual size, and the one more that tells whether there is another.
    static final int COUNT = 51;

    private static final int EMPTY = 100;
    private static final int WITHOUT_NAME = 300;

    public NewestFiles {
        files = List.copyOf(files);
    }

    /// Of all files of this person the first, at most `limit`, which is no more than [#COUNT].
    List<StoredFile> first(int limit) {
        return files.size() <= limit ? files : files.subList(0, limit);
    }

    Optional<StoredFile> find(String id) {
        return files.stream().filter(file -> file.id().equals(id)).findFirst();
    }

    /// Bytes of memory, about.
    public int size() {
        return EMPTY
                + files.stream()
                        .mapToInt(file -> WITHOUT_NAME + 2 * file.name().length())
                        .sum();
    }
}
