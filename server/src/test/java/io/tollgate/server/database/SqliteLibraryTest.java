package io.tollgate.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.util.LibraryLoaderUtil;

class SqliteLibraryTest {

    @TempDir
    private Path folder;

    @Test
    void libraryStandsWhereTheDriverLooks() throws IOException {
        SqliteLibrary.unpackTo(folder.resolve("sqlite"));
        SqliteLibrary.unpackTo(folder.resolve("sqlite"));

        assertThat(folder.resolve("sqlite").resolve(LibraryLoaderUtil.getNativeLibName())).isNotEmptyFile();
    }
}
