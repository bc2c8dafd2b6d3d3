package io.tollgate.server.accountmail;

import io.tollgate.server.account.Accounts;
import io.tollgate.server.database.Database;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.mail.MailOutbox;
import io.tollgate.server.mail.MailSender;
import io.tollgate.server.mail.MailTransport;
import io.tollgate.server.secret.ServerSecrets;
import io.tollgate.server.settings.Settings.MailSettings;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// Puts the mails about accounts together and keeps them going.
public final class AccountMailModule implements AutoCloseable {
    /// Longer than mails are counted and the links in them live on a clock that is a little off.
    private static final Duration KEPT = Duration.ofDays(2);

    /// Longer than what an address was sent counts, and short, for anybody may ask for mails to addresses that nobody has.
    private static final Duration MOOT_KEPT = Duration.ofHours(2);

    private final Database database;
    private final InstantSource clock;
    private final MailOutbox outbox;
    private final MailedTokens tokens;
    private final Optional<MailSender> sender;

    /// @param transport empty without a mail server: then nothing is kept and nothing is sent
    public AccountMailModule(
            Optional<MailSettings> settings,
            Optional<MailTransport> transport,
            Database database,
            Accounts accounts,
            ServerSecrets secrets,
            EventLog events,
            TimeOrderedIds ids,
            InstantSource clock,
            SecureRandom random) {
        this.database = database;
        this.clock = clock;
        this.tokens = new MailedTokens(random, clock);
        this.outbox = MailOutbox.of(database, secrets, ids, clock, random, transport.isPresent());
        this.sender = settings.flatMap(mail -> transport.map(smtp -> new MailSender(
                outbox, new AccountMailComposer(database, accounts, tokens, events, mail, clock), smtp, clock)));
    }

    public void start() {
        sender.ifPresent(MailSender::start);
    }

    public AccountMails mails() {
        return new AccountMails(database, outbox, tokens, clock);
    }

    public PersonNotices notices() {
        return new PersonNotices(outbox, clock);
    }

    public MailedTokens tokens() {
        return tokens;
    }

    public MailOutbox outbox() {
        return outbox;
    }

    /// Removes what is no longer needed, and gives up what was not sent for long, whether or not there is a mail server now,
    /// and makes due what a clock set back has put off; to be called now and then.
    public void cleanUp() {
        Instant now = clock.instant();
        outbox.catchUp();
        outbox.giveUp();
        Instant before = now.minus(KEPT);
        outbox.forgetBefore(before, now.minus(MOOT_KEPT));
        MailedTokens.EXPIRED.run(database, Map.of("before", before.toEpochMilli()));
    }

    @Override
    public void close() {
        sender.ifPresent(MailSender::close);
    }
}
