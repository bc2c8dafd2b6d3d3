package io.tollgate.server.guard;

import io.tollgate.server.account.EmailAddress;
import io.tollgate.server.database.Database;
import io.tollgate.server.feed.Change;
import io.tollgate.server.secret.ServerSecrets;
import org.jdbi.v3.core.Handle;

/// Makes the guard forget what it holds against an account and that it knows any of its devices, as after a reset of the
/// password, so that its owner is let in whatever others guessed. Thread-safe.
public final class AccountPardon {
    private final Database database;
    private final GuessDigests digests;

    AccountPardon(Database database, GuessDigests digests) {
        this.database = database;
        this.digests = digests;
    }

    public static AccountPardon of(Database database, ServerSecrets secrets) {
        return new AccountPardon(database, GuessDigests.of(secrets));
    }

    /// Within a transaction.
    ///
    /// @return the change to append to the feed within the transaction and to announce after it
    public Change forgive(Handle handle, EmailAddress email) {
        String account = digests.account(email);
        JdbcGuessLedger.forgetAccount(database, handle, account);
        KnownDevices.forgetAll(handle, account);
        return Change.accountForgiven(account);
    }
}
