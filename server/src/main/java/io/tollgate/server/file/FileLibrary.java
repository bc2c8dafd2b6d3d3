package io.tollgate.server.file;

import io.tollgate.server.cache.NearCache;
import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseException;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.settings.Settings.FileSettings;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// The files of each person, within quotas. Thread-safe.
public final class FileLibrary {
    private static final System.Logger LOG = System.getLogger(FileLibrary.class.getName());

    /// Of a body: headers and other fields of all its parts.
    private static final long OVERHEAD = 4L << 20;
    private static final Duration KEPT_EVERY = Duration.ofMinutes(10);

    private final Database database;
    private final BlobStore blobs;
    private final FileSettings settings;
    private final NearCache<NewestFiles> newest;
    private final BytesUnderWay underWay = new BytesUnderWay();
    private final TimeOrderedIds ids;
    private final InstantSource clock;

    /// @param folder where the bytes go; shared when several nodes are
    /// @param newest the newest files of people, by their ids
    public FileLibrary(
            Database database,
            Path folder,
            FileSettings settings,
            NearCache<NewestFiles> newest,
            TimeOrderedIds ids,
            InstantSource clock) {
        this.database = database;
        this.newest = newest;
        this.blobs = new BlobStore(folder, clock);
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
    }

    /// Begins an upload of one or more files, which become visible together or not at all.
    Upload upload(String userId) {
        FileStore.Usage used = database.read(handle -> FileStore.usage(handle, userId));
        return new Upload(userId, settings.quotaSize() - used.bytes(), settings.quotaCount() - used.count());
    }

    /// An upload under way. Belongs to one thread. Closing it without [#commit] leaves nothing behind.
    final class Upload implements AutoCloseable {
        private final String userId;
        private final List<BlobStore.Incoming> received = new ArrayList<>();
        private final List<StoredFile> files = new ArrayList<>();
        private final long room;
        private long taken;
        private int remainingCount;
        private Instant kept = clock.instant();

        /// @param room what is left of the quota, for all uploads of the person that are under way
        private Upload(String userId, long room, int remainingCount) {
            this.userId = userId;
            this.room = Math.max(0, room);
            this.remainingCount = remainingCount;
        }

        /// More than any body needs that holds what there is room for.
        long mostBytes() {
            return room + OVERHEAD;
        }

        /// Reads one file to its end.
        ///
        /// @throws BlobStore.TooLargeException when it exceeds the largest size, or with all that the person sends at this
        ///     moment what the quota leaves
        void add(FileName name, String contentType, InputStream in) throws IOException {
            if (remainingCount < 1) {
                throw new BlobStore.TooLargeException();
            }
            BlobStore.Incoming blob = blobs.receive(ids.next(), in, settings.maxSize(), this::arrived);
            received.add(blob);
            remainingCount--;
            files.add(new StoredFile(
                    blob.id(),
                    name.text(),
                    contentType,
                    blob.size(),
                    blob.sha256(),
                    clock.instant()));
        }

        private void arrived(int bytes) {
            if (!underWay.take(userId, bytes, room)) {
                throw new BlobStore.TooLargeException();
            }
            taken += bytes;
            Instant now = clock.instant();
            if (now.isAfter(kept.plus(KEPT_EVERY))) {
                // The files before this one, which may take hours to arrive.
                received.forEach(blobs::keep);
                kept = now;
            }
        }

        /// Makes the files visible.
        ///
        /// @throws BlobStore.TooLargeException when other uploads used up the quota meanwhile
        List<StoredFile> commit() {
            received.forEach(blobs::commit);
            // Before the quota knows of these bytes: counted twice, they would keep out others for which there is room.
            giveBack();
            boolean stored = false;
            try {
                stored = database.write(this::insert);
            } finally {
                newest.changed(userId);
                // After a failed commit it is not known whether the rows are there; then the sweep decides.
                if (stored) {
                    received.clear();
                }
            }
            if (!stored) {
                received.forEach(blob -> blobs.delete(blob.id()));
                received.clear();
                throw new BlobStore.TooLargeException();
            }
            return List.copyOf(files);
        }

        private boolean insert(Handle handle) {
            long bytes = files.stream().mapToLong(StoredFile::size).sum();
            FileStore.Usage quota = new FileStore.Usage(settings.quotaSize(), settings.quotaCount());
            if (!FileStore.reserve(handle, userId, new FileStore.Usage(bytes, files.size()), quota)) {
                return false;
            }
            FileStore.insert(handle, userId, files);
            newest.changing(handle, userId);
            return true;
        }

        @Override
        public void close() {
            received.forEach(blobs::discard);
            giveBack();
        }

        private void giveBack() {
            underWay.giveBack(userId, taken);
            taken = 0;
        }
    }

    List<StoredFile> page(String userId, Optional<String> cursor, int limit) {
        return cursor.isEmpty() && limit <= NewestFiles.COUNT
                ? newest.get(userId, () -> new NewestFiles(read(userId, cursor, NewestFiles.COUNT)))
                        .first(limit)
                : read(userId, cursor, limit);
    }

    private List<StoredFile> read(String userId, Optional<String> cursor, int limit) {
        return database.read(handle -> FileStore.page(handle, userId, cursor, limit));
    }

    Optional<StoredFile> find(String userId, String id) {
        return newest.peek(userId, files -> files.find(id))
                .or(() -> database.read(handle -> FileStore.find(handle, userId, id)));
    }

    /// Opens the bytes of a file; empty when it was deleted meanwhile.
    ///
    /// @throws BlobStore.DiskException when the disk failed
    Optional<FileChannel> open(StoredFile file) {
        return blobs.open(file.id());
    }

    Optional<StoredFile> rename(String userId, String id, FileName name) {
        return change(userId, handle -> {
            if (!FileStore.rename(handle, userId, id, name)) {
                return Optional.empty();
            }
            Optional<StoredFile> renamed = FileStore.find(handle, userId, id);
            newest.changing(handle, userId);
            return renamed;
        });
    }

    private <T> T change(String userId, Function<Handle, T> statements) {
        try {
            return database.write(statements);
        } finally {
            newest.changed(userId);
        }
    }

    boolean delete(String userId, String id) {
        boolean deleted = change(userId, handle -> {
            boolean there = FileStore.delete(handle, userId, id);
            if (there) {
                newest.changing(handle, userId);
            }
            return there;
        });
        if (deleted) {
            blobs.delete(id);
        }
        return deleted;
    }

    /// Removes what interrupted uploads and deletions left on the disk.
    public void sweep() {
        try {
            blobs.sweep(ids -> database.read(handle -> FileStore.existing(handle, ids)));
        } catch (IOException | DatabaseException e) {
            LOG.log(Level.WARNING, "the sweep of left-over files did not finish; tried again later", e);
        }
    }
}
