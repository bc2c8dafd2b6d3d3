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

/// What the token of a mailed link brings about. Each works once. Thread-safe.
///
/// Unknown, expired and used tokens, and those of disabled accounts, are one outcome.
final class Recovery {

    /// What somebody who opened a link brings along.
    ///
    /// @param hash          of the password he typed
    /// @param device        known for the account from then on
    /// @param clientAddress told to the owner
    record Visitor(String hash, String device, String clientAddress) {}

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
        return accountOf(TokenPurpose.RESET, token);
    }

    /// The account whose address a token may verify now.
    Optional<Account> accountToVerify(String token) {
        return accountOf(TokenPurpose.VERIFY, token).filter(account -> !account.emailVerified());
    }

    private Optional<Account> accountOf(TokenPurpose purpose, String token) {
        return database.read(handle -> tokens.find(handle, purpose, token))
                .filter(found -> !found.used())
                .flatMap(found -> accounts.find(found.userId()))
                .filter(account -> account.disabledAt().isEmpty());
    }

    /// Sets a new password, ends all sessions, and makes the guard forget the account's guesses and devices, of which
    /// the visitor's is the first it knows then.
    ///
    /// @throws ProblemException `invalid_token`, also for all but one of those who use a token at once
    void reset(String token, Account account, Visitor visitor) {
        List<Change> changes = database.write(handle -> {
            useUp(handle, TokenPurpose.RESET, token, account);
            return reset(handle, account, visitor);
        });
        revoker.announce(changes);
    }

    /// Notes that an address is its owner's. Unless he typed the password that was chosen at the sign-up, somebody else
    /// may have signed up: then what he typed becomes the password, with all that a reset brings about.
    ///
    /// @param proven whether the typed password is the one in `account`
    /// @return whether the password is another one now
    /// @throws ProblemException `invalid_token`, also for all but one of those who use a token at once
    boolean verify(String token, Account account, boolean proven, Visitor visitor) {
        Optional<List<Change>> changes = database.write(handle -> {
            useUp(handle, TokenPurpose.VERIFY, token, account);
            if (proven) {
                // Before the account, as a login does, so that neither waits for what the other has locked.
                credentials.rememberDevice(handle, account.email(), visitor.device());
                if (accounts.verifyEmail(handle, account)) {
                    return Optional.<List<Change>>empty();
                }
            }
            return Optional.of(reset(handle, account, visitor));
        });
        changes.ifPresent(revoker::announce);
        return changes.isPresent();
    }

    /// After this no other link of its kind does anything, nor one that verifies the address.
    private void useUp(Handle handle, TokenPurpose purpose, String token, Account account) {
        // One link of a person after the other, or two with different tokens could block each other.
        database.lock(handle, DatabaseLock.RECOVERY, account.id());
        if (!tokens.use(handle, purpose, token)) {
            throw ProblemException.of(ErrorCode.INVALID_TOKEN);
        }
        tokens.voidAll(handle, purpose, account.id());
        tokens.voidAll(handle, TokenPurpose.VERIFY, account.id());
    }

    private List<Change> reset(Handle handle, Account account, Visitor visitor) {
        Change forgiven = credentials.forgive(handle, account.email());
        credentials.rememberDevice(handle, account.email(), visitor.device());
        if (!accounts.resetPassword(handle, account, visitor.hash())) {
            throw ProblemException.of(ErrorCode.INVALID_TOKEN);
        }
        notices.tell(
                handle, account.id(), Notice.PASSWORD_RESET, Map.of(PersonNotices.ADDRESS, visitor.clientAddress()));
        List<Change> changes = new ArrayList<>(revoker.endAll(handle, account.id(), EndReason.PASSWORD_RESET));
        feed.append(handle, List.of(forgiven));
        changes.add(forgiven);
        return changes;
    }
}
