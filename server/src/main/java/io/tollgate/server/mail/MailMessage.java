package io.tollgate.server.mail;

import java.util.List;

/// A mail of plain text.
///
/// @param to      addresses of those who get it
/// @param subject one line
public record MailMessage(List<String> to, String subject, String text) {

    public MailMessage {
        to = List.copyOf(to);
        if (to.isEmpty()) {
            throw new IllegalArgumentException("a mail needs somebody to get it");
        }
        if (subject.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a subject is one line");
        }
    }

    /// Without the text, which may hold a link that acts.
    @Override
    public String toString() {
        return "MailMessage[" + subject + "]";
    }
}
