package io.tollgate.server.auth;

import io.tollgate.server.account.Account;
import io.tollgate.server.account.Accounts;
import io.tollgate.server.accountmail.MailedTokens;
import io.tollgate.server.accountmail.Notice;
import io.tollgate.server.accountmail.PersonNotices;
import io.tollgate.server.accountmail.TokenPurpose;
import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseLock;
import io.tollgate.server.feed.Change;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.guard.CredentialGuard;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.session.EndReason;
import io.tollgate.server.session.SessionRevoker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// What the token of a mailed link brings about. Thread-safe.
///
/// Unknown, expired and used tokens, and those of disabled accounts, are one outcome.
final class Recovery {

    /// @param account    as it was before
    /// @param firstProof whether its address was not known to be its owner's until now
    record Verified(Account account, boolean firstProof) {}

    private final Database database;
    private final Accounts accounts;
    private final MailedTokens tokens;
    private final PersonNotices notices;
    private final CredentialGuard credentials;
    private final SessionRevoker revoker;
    private final ChangeFeed feed;

    Recovery(
            Database database,
            Accounts accounts,
            MailedTokens tokens,
            PersonNotices notices,
            CredentialGuard credentials,
            SessionRevoker revoker,
            ChangeFeed feed) {
        this.database = database;
        this.accounts = accounts;
        this.tokens = tokens;
        this.notices = notices;
        this.credentials = credentials;
        this.revoker = revoker;
        this.feed = feed;
    }

    /// The account whose password a token may set now.
    Optional<Account> accountOfReset(String token) {
        return find(TokenPurpose.RESET, token)
                .filter(found -> !found.used())
                .flatMap(this::workingAccount);
    }

    private Optional<MailedTokens.Found> find(TokenPurpose purpose, String token) {
        return database.read(handle -> tokens.find(handle, purpose, token));
    }

    private Optional<Account> workingAccount(MailedTokens.Found found) {
        return accounts.find(found.userId()).filter(account -> account.disabledAt().isEmpty());
    }

    /// Sets a new password, ends all sessions, and makes the guard forget the account's guesses and devices, of which
    /// `device` is the first it knows then.
    ///
    /// @throws ProblemException `invalid_token`, also for all but one of those who use a token at once
    void reset(String token, Account account, String newHash, String device, String clientAddress) {
        List<Change> changes = database.write(handle -> {
            // One reset of a person after the other, or two with different tokens could block each other.
            database.lock(handle, DatabaseLock.RECOVERY, account.id());
            if (!tokens.use(handle, TokenPurpose.RESET, token)) {
                throw ProblemException.of(ErrorCode.INVALID_TOKEN);
            }
            tokens.voidAll(handle, TokenPurpose.RESET, account.id());
            return reset(handle, account, newHash, device, clientAddress);
        });
        revoker.announce(changes);
    }

    private List<Change> reset(Handle handle, Account account, String newHash, String device, String clientAddress) {
        Change forgiven = credentials.forgive(handle, account.email());
        credentials.rememberDevice(handle, account.email(), device);
        if (!accounts.resetPassword(handle, account, newHash)) {
            throw ProblemException.of(ErrorCode.INVALID_TOKEN);
        }
        notices.tell(handle, account.id(), Notice.PASSWORD_RESET, Map.of(PersonNotices.ADDRESS, clientAddress));
        List<Change> changes = new ArrayList<>(revoker.endAll(handle, account.id(), EndReason.PASSWORD_RESET));
        feed.append(handle, List.of(forgiven));
        changes.add(forgiven);
        return changes;
    }

    /// Notes that an address is its owner's. Doing so again with the same token, while it lives, changes nothing.
    Optional<Verified> verify(String token) {
        Optional<MailedTokens.Found> found = find(TokenPurpose.VERIFY, token);
        Optional<Account> account = found.flatMap(this::workingAccount);
        if (account.isEmpty() || (found.get().used() && account.get().emailVerified())) {
            return account.map(known -> new Verified(known, false));
        }
        boolean first = database.write(handle -> tokens.use(handle, TokenPurpose.VERIFY, token)
                && accounts.verifyEmail(handle, account.get().id()));
        return account.map(known -> new Verified(known, first));
    }
}
