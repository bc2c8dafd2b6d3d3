package io.tollgate.server.database;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sqlite.SQLiteDataSource;
import org.sqlite.util.LibraryLoaderUtil;

/// SQLite itself, which the driver otherwise unpacks into the folder for temporary files, and reads again to compare, at
/// every start. Where it has been unpacked already is told to the driver by the property `org.sqlite.lib.path`.
public final class SqliteLibrary {

    private SqliteLibrary() {}

    /// Unpacks the one for this machine.
    ///
    /// @param folder created when missing
    public static void unpackTo(Path folder) throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        try (InputStream in = SQLiteDataSource.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException("there is no SQLite for this machine: " + resource);
            }
            Files.createDirectories(folder);
            Files.copy(in, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
