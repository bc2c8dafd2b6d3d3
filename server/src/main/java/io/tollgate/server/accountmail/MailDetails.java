package io.tollgate.server.accountmail;

import io.tollgate.server.mail.QueuedMail;
import java.time.Instant;
import java.util.Optional;

/// The names under which a waiting mail keeps what its composer needs.
final class MailDetails {
    static final String EMAIL = "email";
    static final String ADDRESS = PersonNotices.ADDRESS;
    static final String AT = PersonNotices.AT;
    static final String REQUEST_ID = "requestId";

    private MailDetails() {}

    /// When a mail was asked for, the last time.
    static Instant askedAt(QueuedMail mail) {
        return Optional.ofNullable(mail.details().get(AT)).map(Instant::parse).orElse(mail.createdAt());
    }
}
