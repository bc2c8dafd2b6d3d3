package io.tollgate.server.accountmail;

import io.tollgate.server.account.Account;
import io.tollgate.server.account.Accounts;
import io.tollgate.server.account.EmailAddress;
import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseLock;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.mail.MailComposer;
import io.tollgate.server.mail.MailMessage;
import io.tollgate.server.mail.QueuedMail;
import io.tollgate.server.settings.Settings.MailSettings;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes the mails about accounts. Looks the account up and makes a token each time, so that a mail that is tried again
/// carries another link and says what holds by then. Disabled accounts are sent nothing.
final class AccountMailComposer implements MailComposer {
    private final Database database;
    private final Accounts accounts;
    private final MailedTokens tokens;
    private final EventLog events;
    private final MailSettings settings;
    private final InstantSource clock;

    AccountMailComposer(
            Database database,
            Accounts accounts,
            MailedTokens tokens,
            EventLog events,
            MailSettings settings,
            InstantSource clock) {
        this.database = database;
        this.accounts = accounts;
        this.tokens = tokens;
        this.events = events;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Optional<MailMessage> compose(QueuedMail mail) {
        Optional<Notice> notice = Notice.ofKind(mail.kind());
        if (notice.isPresent()) {
            return accounts.find(mail.subject())
                    .filter(AccountMailComposer::isWorking)
                    .map(account -> message(account, notice.get().subject(), MailTexts.notice(notice.get(), mail)));
        }
        Optional<EmailAddress> email =
                Optional.ofNullable(mail.details().get(MailDetails.EMAIL)).map(EmailAddress::new);
        return MailKind.parse(mail.kind()).flatMap(kind -> email.flatMap(to -> answer(kind, to, mail)));
    }

    private static boolean isWorking(Account account) {
        return account.disabledAt().isEmpty();
    }

    private Optional<MailMessage> answer(MailKind kind, EmailAddress email, QueuedMail mail) {
        if (kind == MailKind.SIGN_UP) {
            store(PreparedAccount.of(email, mail.details()), mail.details());
        }
        Optional<Account> account = accounts.findByEmail(email).filter(AccountMailComposer::isWorking);
        return switch (kind) {
            case PASSWORD_RESET -> account.flatMap(found -> reset(found, mail));
            case VERIFY_EMAIL -> account.filter(found -> !found.emailVerified()).map(found -> verify(found, mail));
            case SIGN_UP -> account.map(found -> found.emailVerified() ? taken(found, mail) : verify(found, mail));
        };
    }

    /// Stores the account of a sign-up unless the address has one by now.
    private void store(Account prepared, Map<String, String> details) {
        if (database.write(handle -> accounts.insert(handle, prepared))) {
            events.record(new SecurityEvent(
                    EventType.USER_CREATED,
                    clock.instant(),
                    Optional.of(prepared.id()),
                    Optional.empty(),
                    Optional.ofNullable(details.get(MailDetails.ADDRESS)),
                    Optional.empty(),
                    Optional.ofNullable(details.get(MailDetails.REQUEST_ID)),
                    Map.of()));
        }
    }

    /// Nothing when the password has changed since the link was asked for: whoever asked must not undo that.
    private Optional<MailMessage> reset(Account account, QueuedMail mail) {
        Optional<String> token = database.write(handle -> {
            // Not in the middle of what voids the links there are: a link made now is voided by it, or is not made.
            database.lock(handle, DatabaseLock.RECOVERY, account.id());
            return accounts.isPasswordChangedAfter(handle, account, MailDetails.askedAt(mail))
                    ? Optional.empty()
                    : Optional.of(tokens.issue(handle, TokenPurpose.RESET, account.id(), settings.resetTtl()));
        });
        return token.map(made -> message(
                account,
                "Reset your password",
                MailTexts.reset(link(TokenPurpose.RESET, made), settings.resetTtl(), mail)));
    }

    private MailMessage verify(Account account, QueuedMail mail) {
        String token = database.write(
                handle -> tokens.issue(handle, TokenPurpose.VERIFY, account.id(), settings.verifyTtl()));
        return message(
                account,
                "Confirm your e-mail address",
                MailTexts.verify(link(TokenPurpose.VERIFY, token), settings.verifyTtl(), mail));
    }

    private MailMessage taken(Account account, QueuedMail mail) {
        return message(account, "You already have an account", MailTexts.taken(settings.linkBase(), mail));
    }

    /// The token stands behind `#`, which browsers keep to themselves: it is in no log of a server and no Referer.
    private String link(TokenPurpose purpose, String token) {
        return "%s/%s#token=%s".formatted(settings.linkBase(), purpose.text(), token);
    }

    private static MailMessage message(Account account, String subject, String text) {
        return new MailMessage(List.of(account.email().text()), subject, text);
    }
}
