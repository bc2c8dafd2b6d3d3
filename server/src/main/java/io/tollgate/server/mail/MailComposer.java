package io.tollgate.server.mail;

import java.util.Optional;

/// Writes a mail at the time it is sent, every time it is tried. Called by one thread.
@FunctionalInterface
public interface MailComposer {

    /// @return empty when there is nothing to say any more, or nobody to say it to
    Optional<MailMessage> compose(QueuedMail mail);
}
