package io.tollgate.server;

import io.tollgate.server.database.Database;
import io.tollgate.server.disk.PrivateFiles;
import io.tollgate.server.event.EventModule;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.metrics.Meters;
import io.tollgate.server.secret.KeyWrapping;
import io.tollgate.server.secret.ServerSecrets;
import io.tollgate.server.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// What every other part stands on. Closes in the opposite order.
///
/// @param feed   begins when its listeners are there
/// @param events takes events down from now on; stores them when its subscribers are there
record Foundation(
        Meters meters,
        Database database,
        KeyWrapping wrapping,
        ServerSecrets secrets,
        ChangeFeed feed,
        EventModule events,
        TimeOrderedIds ids,
        SecureRandom random)
        implements AutoCloseable {

    static Foundation open(Settings settings, InstantSource clock, LongSupplier nanoTime) {
        SecureRandom random = new SecureRandom();
        TimeOrderedIds ids = new TimeOrderedIds(clock, random);
        Meters meters = new Meters(random);
        Database database = Database.open(
                settings.database(), settings.dataDir(), settings.log().statements(), meters.database());
        try {
            // What lies there without an embedded database is private, too.
            PrivateFiles.createFolders(settings.dataDir());
            KeyWrapping wrapping = new KeyWrapping(settings.keysSecret(), random);
            return new Foundation(
                    meters,
                    database,
                    wrapping,
                    new ServerSecrets(database, wrapping, random),
                    new ChangeFeed(database, clock, nanoTime),
                    new EventModule(database, settings.dataDir(), settings.events(), ids, clock),
                    ids,
                    random);
        } catch (IOException e) {
            database.close();
            throw new UncheckedIOException("cannot make the data folder " + settings.dataDir(), e);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    @Override
    public void close() {
        try (database;
                feed) {
            events.close();
        }
    }
}
