package io.tollgate.server.file;

import io.tollgate.server.cache.NearCache;
import io.tollgate.server.database.Database;
import io.tollgate.server.feed.Change;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.feed.ChangeListener;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.identity.Caller;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.settings.Settings;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;

/// The parts that keep people's files. Thread-safe.
public final class FileModule {
    private final NearCache<NewestFiles> newest;
    private final FileLibrary library;
    private final Predicate<Caller> isLive;

    /// @param isLive whether the session of a caller has not ended since he was recognised
    public FileModule(
            Settings settings,
            Database database,
            ChangeFeed feed,
            Predicate<Caller> isLive,
            TimeOrderedIds ids,
            InstantSource clock) {
        this.isLive = isLive;
        newest = new NearCache<>(
                Change.Kind.FILES_CHANGED,
                feed,
                settings.cache().enabled(),
                settings.database().url().isPresent(),
                settings.cache().size(),
                NewestFiles::size);
        library = new FileLibrary(
                database, settings.dataDir().resolve("files"), settings.files(), newest, ids, clock);
    }

    /// Keeps what this node remembers of files up to date.
    public ChangeListener listener() {
        return newest;
    }

    /// Removes what uploads that were broken off have left; to be called now and then.
    public void sweep() {
        library.sweep();
    }

    public List<Endpoint> endpoints() {
        return new FileEndpoints(library, isLive).endpoints();
    }
}
