package io.tollgate.server.event;

import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseException;
import io.tollgate.server.identity.TimeOrderedIds;
import java.lang.System.Logger.Level;

/// Stores each event at once, without a journal: for commands that do one thing and end. Fails open as the other does: what
/// cannot be stored is said in the log. Nobody is told of these events but by the security log.
public final class DirectEventLog implements EventLog {
    private static final System.Logger LOG = System.getLogger(DirectEventLog.class.getName());

    private final Database database;
    private final TimeOrderedIds ids;

    public DirectEventLog(Database database, TimeOrderedIds ids) {
        this.database = database;
        this.ids = ids;
    }

    @Override
    public void record(SecurityEvent event) {
        EventFolding.Batch batch = new EventFolding(ids::next).begin();
        batch.add(new EventCodec.Recorded(event, 1));
        try {
            database.writeOnly(handle -> EventStore.store(handle, batch.rows()));
        } catch (DatabaseException e) {
            LOG.log(Level.WARNING, "the event could not be stored", e);
        }
    }
}
