package io.tollgate.server.database;

import io.tollgate.server.disk.DurableFiles;
import io.tollgate.server.disk.PrivateFiles;
import io.tollgate.server.settings.Settings.DatabaseSettings;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/// An embedded database that has been through every step and holds nothing, made once after a build. Where there is no database
/// yet, a copy is there sooner than Flyway is loaded. Where it lies is said by the property `tollgate.schema`; if nothing lies
/// there, or what older steps have made, Flyway does the rest.
public final class PreparedSchema {
    private static final String PROPERTY = "tollgate.schema";

    private final Path prepared;

    PreparedSchema(Path prepared) {
        this.prepared = prepared;
    }

    /// The one that this process was told of.
    public static Optional<PreparedSchema> ofThisProcess() {
        return Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of).map(PreparedSchema::new);
    }

    /// Makes it anew.
    ///
    /// @param settings of an embedded database
    /// @param scratch  an empty folder
    public void make(DatabaseSettings settings, Path scratch) throws IOException {
        Files.deleteIfExists(prepared);
        Database.open(settings, scratch, false).close();
        Files.createDirectories(prepared.toAbsolutePath().getParent());
        EmbeddedCopy.write(scratch, prepared);
    }

    /// Puts a copy where a database is to be, unless there is one, or anything of one.
    ///
    /// @param database file of the database
    void copyTo(Path database) throws IOException {
        if (!Files.exists(prepared) || hasAnythingOf(database)) {
            return;
        }
        Path unfinished = database.resolveSibling(database.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        // By its bytes: what came with a build may be read-only, and readable by everybody.
        try (FileChannel from = FileChannel.open(prepared);
                FileChannel to = PrivateFiles.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Channels.newInputStream(from).transferTo(Channels.newOutputStream(to));
            to.force(true);
        }
        DurableFiles.move(unfinished, database);
    }

    /// SQLite would play back the log of a database that is gone into one that stands in its place.
    private static boolean hasAnythingOf(Path database) {
        return Stream.of("", "-wal", "-shm", "-journal")
                .map(ending -> database.resolveSibling(database.getFileName() + ending))
                .anyMatch(Files::exists);
    }
}
