package io.tollgate.server.accountmail;

import io.tollgate.server.account.Account;
import io.tollgate.server.account.EmailAddress;
import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseLock;
import io.tollgate.server.mail.MailIntent;
import io.tollgate.server.mail.MailOutbox;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// Asks for the mails by which people sign up, verify their addresses and get back in. Thread-safe.
///
/// What is done here is the same whether or not there is an account. An address is sent at most [MailOutbox#PER_HOUR]
/// mails of a kind in an hour; who asks for more is not told.
public final class AccountMails {

    /// Who asks, told to whoever gets the mail.
    ///
    /// @param accountKey the keyed hash under which the address is known, existing or not
    public record Request(EmailAddress email, String accountKey, String clientAddress, String requestId) {}

    private final Database database;
    private final MailOutbox outbox;
    private final MailedTokens tokens;
    private final InstantSource clock;

    AccountMails(Database database, MailOutbox outbox, MailedTokens tokens, InstantSource clock) {
        this.database = database;
        this.outbox = outbox;
        this.tokens = tokens;
        this.clock = clock;
    }

    /// Whether too many mails wait to take another one.
    public boolean isFull() {
        return outbox.isFull();
    }

    /// Has a link mailed that sets a password.
    public void requestReset(Request request) {
        outbox.add(intent(MailKind.PASSWORD_RESET, request, Map.of()));
    }

    /// Makes every link worthless that sets somebody's password, as when he changes it himself. To be the first step of
    /// the transaction that changes it: a reset takes its locks in this order. One that was asked for before and still
    /// waits to be mailed is not made any more.
    public void voidResets(Handle handle, String userId) {
        database.lock(handle, DatabaseLock.RECOVERY, userId);
        tokens.voidAll(handle, TokenPurpose.RESET, userId);
    }

    /// Has a link mailed that verifies an address.
    public void requestVerification(Request request) {
        outbox.add(intent(MailKind.VERIFY_EMAIL, request, Map.of()));
    }

    /// As [#requestVerification(Request)], within the transaction that made the account.
    public void requestVerification(Handle handle, Request request) {
        outbox.add(handle, intent(MailKind.VERIFY_EMAIL, request, Map.of()));
    }

    /// Has an account stored that is to be verified, or the owner told who has that address already.
    public void requestSignUp(Request request, Account prepared) {
        outbox.add(intent(MailKind.SIGN_UP, request, PreparedAccount.toDetails(prepared)));
    }

    private MailIntent intent(MailKind kind, Request request, Map<String, String> more) {
        Map<String, String> details = new HashMap<>(more);
        details.put(MailDetails.EMAIL, request.email().text());
        details.put(MailDetails.ADDRESS, request.clientAddress());
        details.put(MailDetails.AT, clock.instant().toString());
        details.put(MailDetails.REQUEST_ID, request.requestId());
        return new MailIntent(kind.text(), request.accountKey(), MailIntent.TooMany.DROP, details);
    }
}
