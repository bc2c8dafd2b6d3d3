package io.tollgate.server.mail;

import java.time.Duration;

/// Hands mails over to a mail server. Thread-safe; takes as long as the mail server does, within a deadline.
@FunctionalInterface
public interface MailTransport {
    /// For leases: a mail server may take nearly ten seconds for each of its answers, of which a mail to a few addresses needs
    /// a dozen. Whose lease ends before sends a mail that another node sends too.
    Duration LONGER_THAN_A_HAND_OVER = Duration.ofMinutes(5);

    /// Returns once the mail server has taken the mail over, for one of its addresses at least; those that it refused are
    /// said in the log.
    ///
    /// @throws MailException when it has not
    void send(MailMessage message) throws MailException;
}
