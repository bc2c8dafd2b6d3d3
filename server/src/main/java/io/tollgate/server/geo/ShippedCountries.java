package io.tollgate.server.geo;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.server.disk.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// The database that comes with the server, unpacked when it is first asked, so that a start does not wait for it.
final class ShippedCountries implements Countries {
    private static final System.Logger LOG = System.getLogger(ShippedCountries.class.getName());
    private static final String RESOURCE = "country.mmdb.gz";
    /// With the date of the data, so that a newer server unpacks its own.
    private static final String FILE = "country-2026-06-17.mmdb";

    private final Path folder;
    private volatile @Nullable Countries opened;

    ShippedCountries(Path folder) {
        this.folder = folder;
    }

    @Override
    public Optional<String> of(ClientAddress address) {
        // Most addresses of tests and of offices are private, and need no database.
        return address.isPrivate() ? Optional.empty() : database().of(address);
    }

    private Countries database() {
        Countries found = opened;
        return found == null ? open() : found;
    }

    private synchronized Countries open() {
        Countries found = opened;
        if (found != null) {
            return found;
        }
        Countries database = unpackAndOpen();
        opened = database;
        return database;
    }

    private Countries unpackAndOpen() {
        try {
            Path file = folder.resolve(FILE);
            if (!Files.exists(file)) {
                unpack(file);
            }
            return CountryDatabase.open(file);
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(Level.WARNING, "the country database cannot be used; no country is known until the next start", e);
            return Countries.none();
        }
    }

    private void unpack(Path file) throws IOException {
        Files.createDirectories(folder);
        Path partial = Files.createTempFile(folder, FILE, ".part");
        try (InputStream packed = ShippedCountries.class.getResourceAsStream(RESOURCE)) {
            if (packed == null) {
                throw new IOException("the country database is missing from this build");
            }
            try (InputStream plain = new GZIPInputStream(packed)) {
                Files.copy(plain, partial, StandardCopyOption.REPLACE_EXISTING);
            }
            DurableFiles.force(partial);
            DurableFiles.move(partial, file);
        } finally {
            Files.deleteIfExists(partial);
        }
    }
}
