package io.tollgate.server.database;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.tollgate.server.disk.PrivateFiles;
import io.tollgate.server.settings.Secret;
import io.tollgate.server.settings.Settings.DatabaseSettings;
import io.tollgate.server.settings.UrlCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// Connections and transactions. Thread-safe.
///
/// SQLite has one writer: its connection is a pool of one, for which writers queue in the process instead of polling the
/// file's lock, and share commits ([GroupCommit]); readers have connections of their own and see the last committed state
/// (WAL).
///
/// A failure of the database is a [DatabaseException]; whatever else a callback throws rolls back and passes through.
public final class Database implements AutoCloseable {
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);
    /// One for each core, as they wait for no network and hardly for a disk, but not one alone; measured by `PoolSizeBenchmark`.
    private static final int SQLITE_READERS =
            Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 4);
    /// What one connection keeps of the file, in KiB; the system keeps it too, and once for all.
    private static final int SQLITE_CACHE_KIB = 1_000;
    private static final int POSTGRESQL_CONNECTIONS = 10;
    private static final String APPLICATION = "tollgate";

    private final Dialect dialect;
    private final HikariDataSource readers;
    private final HikariDataSource writers;
    private final Optional<HikariDataSource> reserve;
    private final Jdbi reading;
    private final Jdbi readingApart;
    private final Transactions transactions;

    private Database(
            Dialect dialect,
            HikariDataSource readers,
            HikariDataSource writers,
            Optional<HikariDataSource> reserve,
            StatementLog log) {
        this.dialect = dialect;
        this.readers = readers;
        this.writers = writers;
        this.reserve = reserve;
        this.reading = jdbi(readers, log);
        this.readingApart = reserve.map(source -> jdbi(source, log)).orElse(reading);
        this.transactions = readers == writers
                ? new SeparateTransactions(reading)
                : new GroupCommit(jdbi(writers, log), CONNECTION_TIMEOUT);
    }

    private static Jdbi jdbi(DataSource source, StatementLog log) {
        Jdbi jdbi = Jdbi.create(source).setSqlLogger(log);
        // The arguments of a statement that failed are hashes, seals and people's data: not for the log.
        jdbi.getConfig(StatementExceptions.class)
                .setMessageRendering(StatementExceptions.MessageRendering.NONE);
        return jdbi;
    }

    /// Connects and brings the schema up to date.
    ///
    /// @param dataDir folder of the embedded database; created when missing
    /// @throws DatabaseException when the database cannot be reached or migrated
    public static Database open(DatabaseSettings settings, Path dataDir, boolean logStatements) {
        return open(settings, dataDir, logStatements, StatementListener.NONE);
    }

    /// As [#open(DatabaseSettings, Path, boolean)], with somebody who hears of every statement.
    public static Database open(
            DatabaseSettings settings, Path dataDir, boolean logStatements, StatementListener listener) {
        StatementLog log = new StatementLog(logStatements, settings.slow(), listener);
        try {
            return settings.url().isPresent()
                    ? openPostgresql(settings, settings.url().get(), log)
                    : openSqlite(settings, dataDir, log);
        } catch (PoolInitializationException e) {
            throw new DatabaseException("cannot connect to " + describe(settings, dataDir), e);
        }
    }

    private static String describe(DatabaseSettings settings, Path dataDir) {
        return settings.url().map(UrlCredentials::hide).orElseGet(() -> "the database in " + dataDir);
    }

    private static Database openPostgresql(DatabaseSettings settings, String url, StatementLog log) {
        HikariDataSource pool =
                connected(postgresql("postgresql", settings.poolSize().orElse(POSTGRESQL_CONNECTIONS), settings, url));
        migrate(pool, forMigrations(settings, url), Dialect.POSTGRESQL);
        try {
            HikariDataSource reserve = connected(postgresql("postgresql-reserve", 1, settings, url));
            return new Database(Dialect.POSTGRESQL, pool, pool, Optional.of(reserve), log);
        } catch (PoolInitializationException e) {
            pool.close();
            throw e;
        }
    }

    private static HikariDataSource postgresql(String name, int size, DatabaseSettings settings, String url) {
        HikariDataSource pool = pool(name, size);
        pool.setJdbcUrl(url);
        settings.user().ifPresent(pool::setUsername);
        settings.password().map(Secret::value).ifPresent(pool::setPassword);
        pool.addDataSourceProperty("ApplicationName", APPLICATION);
        pool.addDataSourceProperty("socketTimeout", "30");
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        pool.setConnectionInitSql(ServerPatience.STATEMENTS);
        return pool;
    }

    private static Database openSqlite(DatabaseSettings settings, Path dataDir, StatementLog log) {
        Path file = dataDir.resolve(EmbeddedCopy.NAME);
        try {
            PrivateFiles.createFolders(dataDir);
            Optional<PreparedSchema> prepared = PreparedSchema.ofThisProcess();
            if (prepared.isPresent()) {
                prepared.get().copyTo(file);
            }
            // SQLite would make one that others can read. An empty one is as good to it, and the files beside it become like it.
            if (!Files.exists(file)) {
                PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
            }
        } catch (IOException e) {
            throw new DatabaseException("cannot write to the data folder " + dataDir, e);
        }
        HikariDataSource writers = pool("sqlite-write", 1);
        writers.setDataSource(sqlite(file, false));
        connected(writers);
        // Before the readers, which may not create the file.
        migrate(writers, writers, Dialect.SQLITE);
        HikariDataSource readers = pool("sqlite-read", settings.poolSize().orElse(SQLITE_READERS));
        readers.setDataSource(sqlite(file, true));
        readers.setConnectionInitSql("PRAGMA query_only = true");
        return new Database(Dialect.SQLITE, connected(readers), writers, Optional.empty(), log);
    }

    /// Not the pool: the schema needs two connections, which the pool may not have, and a step takes longer with more data, while a
    /// request waits for an answer only so long.
    private static DataSource forMigrations(DatabaseSettings settings, String url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url);
        settings.user().ifPresent(source::setUser);
        settings.password().map(Secret::value).ifPresent(source::setPassword);
        source.setApplicationName(APPLICATION);
        source.setTcpKeepAlive(true);
        return source;
    }

    private static void migrate(HikariDataSource pool, DataSource forMigrations, Dialect dialect) {
        try {
            Migrations.run(pool, forMigrations, dialect);
        } catch (DatabaseException e) {
            pool.close();
            throw e;
        }
    }

    /// A pool that connects when it is first asked to.
    private static HikariDataSource pool(String name, int size) {
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName(name);
        pool.setMaximumPoolSize(size);
        pool.setMinimumIdle(size);
        pool.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
        return pool;
    }

    /// Made of a separate configuration, a pool would copy that by reflection, field by field, at each start.
    private static HikariDataSource connected(HikariDataSource pool) {
        try (Connection _ = pool.getConnection()) {
            return pool;
        } catch (SQLException e) {
            pool.close();
            throw new PoolInitializationException(e);
        }
    }

    private static SQLiteDataSource sqlite(Path file, boolean readOnly) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // What was answered must survive a power cut too; NORMAL would lose the last transactions then.
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout((int) CONNECTION_TIMEOUT.toMillis());
        config.enforceForeignKeys(true);
        config.setCacheSize(-SQLITE_CACHE_KIB);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setPragma(SQLiteConfig.Pragma.JOURNAL_SIZE_LIMIT, String.valueOf(16 << 20));
        if (readOnly) {
            config.setTransactionMode(SQLiteConfig.TransactionMode.DEFERRED);
        }
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    /// Runs reading statements, each on the last committed state.
    public <T> T read(Function<Handle, T> statements) {
        return read(reading, statements);
    }

    /// As [#read], for the one thing that all requests depend on, the news of other nodes and what is read because of them: on
    /// a connection that no request can take, where waiting for one can be long. There is one, for whoever comes first; not
    /// to be called by the statements themselves.
    public <T> T readApart(Function<Handle, T> statements) {
        return read(readingApart, statements);
    }

    private static <T> T read(Jdbi source, Function<Handle, T> statements) {
        try (Handle handle = source.open()) {
            return statements.apply(handle);
        } catch (JdbiException e) {
            throw failed(e);
        }
    }

    /// Runs statements in one transaction: all of them become durable before this returns, or none. They may run on
    /// another caller's thread and must not wait for anything but the database: others wait for them.
    public <T> T write(Function<Handle, T> statements) {
        try {
            return transactions.run(statements);
        } catch (JdbiException e) {
            throw failed(e);
        }
    }

    /// As [#write], for statements without a result.
    public void writeOnly(Consumer<Handle> statements) {
        write(handle -> {
            statements.accept(handle);
            return true;
        });
    }

    /// Takes a lock that all nodes share; it ends with the transaction of `handle`.
    public void lock(Handle handle, DatabaseLock lock) {
        dialect.lock(handle, lock.purpose(), 0);
    }

    /// As [#lock(Handle, DatabaseLock)], for one of many things of a kind.
    public void lock(Handle handle, DatabaseLock lock, String key) {
        dialect.lock(handle, lock.purpose(), key.hashCode());
    }

    /// What a SELECT ends with that is to lock its rows in its order, where a transaction does not hold all of the database.
    public String locking() {
        return dialect.locking();
    }

    Dialect dialect() {
        return dialect;
    }

    /// Asks for a sign of life.
    public void ping() {
        read(handle -> handle.createQuery("SELECT 1").mapTo(Integer.class).one());
    }

    /// The connections at this moment.
    public PoolUse poolUse() {
        return Stream.of(readers, writers)
                .distinct()
                .map(HikariDataSource::getHikariPoolMXBean)
                .map(pool -> new PoolUse(
                        pool.getActiveConnections(), pool.getIdleConnections(), pool.getThreadsAwaitingConnection()))
                .reduce(new PoolUse(0, 0, transactions.waiting()), PoolUse::plus);
    }

    private static DatabaseException failed(JdbiException e) {
        return new DatabaseException("the database failed", e);
    }

    @Override
    public void close() {
        reserve.ifPresent(HikariDataSource::close);
        readers.close();
        writers.close();
    }
}
