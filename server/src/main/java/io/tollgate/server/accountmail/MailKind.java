package io.tollgate.server.accountmail;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Mails that somebody asked for.
enum MailKind {
    PASSWORD_RESET,
    VERIFY_EMAIL,
    SIGN_UP;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<MailKind> parse(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
    }
}
