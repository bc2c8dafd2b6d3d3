package io.tollgate.server.geo;

import com.maxmind.db.Reader;
import com.maxmind.db.Reader.FileMode;
import io.tollgate.guard.address.ClientAddress;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// A file in MaxMind's format: with records `{country_code}`, or with `{country: {iso_code}}` as GeoLite2 has them.
final class CountryDatabase implements Countries {
    private static final System.Logger LOG = System.getLogger(CountryDatabase.class.getName());

    private final Reader reader;

    private CountryDatabase(Reader reader) {
        this.reader = reader;
    }

    static CountryDatabase open(Path file) {
        try {
            return new CountryDatabase(new Reader(file.toFile(), FileMode.MEMORY_MAPPED));
        } catch (IOException e) {
            throw new IllegalArgumentException("the country database " + file + " cannot be read", e);
        }
    }

    @Override
    public Optional<String> of(ClientAddress address) {
        try {
            Map<?, ?> found = reader.get(InetAddress.ofLiteral(address.text()), Map.class);
            return found == null ? Optional.empty() : codeIn(found);
        } catch (IOException | RuntimeException e) {
            // A broken record is an unknown country: no login fails for it.
            LOG.log(Level.DEBUG, "the country database has no readable record", e);
            return Optional.empty();
        }
    }

    private static Optional<String> codeIn(Map<?, ?> found) {
        Object code = found.get("country") instanceof Map<?, ?> country
                ? country.get("iso_code")
                : found.get("country_code");
        return Optional.ofNullable(code).map(Object::toString);
    }
}
