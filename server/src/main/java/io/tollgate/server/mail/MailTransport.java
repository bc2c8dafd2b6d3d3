package io.tollgate.server.mail;

/// Hands mails over to a mail server. Thread-safe; takes as long as the mail server does, within a deadline.
@FunctionalInterface
public interface MailTransport {

    /// Returns once the mail server has taken the mail over.
    ///
    /// @throws MailException when it has not
    void send(MailMessage message) throws MailException;
}
