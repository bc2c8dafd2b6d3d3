package io.tollgate.server.accountmail;

import io.tollgate.server.mail.QueuedMail;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// The words of the mails. Nothing in them was chosen by whoever caused the mail, such as a name or a user agent: it
/// could make a mail of ours say what an attacker wants.
final class MailTexts {
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private MailTexts() {}

    static String reset(String link, Duration life, QueuedMail mail) {
        return """
                Somebody, hopefully you, asked to reset the password of your account.

                %s
                To set a new password, open this link within %s; it works once:

                %s

                Setting a new password ends all sessions of the account.
                If you did not ask for this, ignore this mail: your password stays as it is.
                """.formatted(circumstances(mail), spoken(life), link);
    }

    static String verify(String link, Duration life, QueuedMail mail) {
        return """
                Somebody, hopefully you, signed up with this e-mail address.

                %s
                To confirm that the address is yours, open this link within %s, and type your password there:

                %s

                If you did not sign up, ignore this mail: without you nobody can confirm the address.
                """.formatted(circumstances(mail), spoken(life), link);
    }

    static String taken(String linkBase, QueuedMail mail) {
        return """
                Somebody, hopefully you, tried to sign up with this e-mail address, which has an account already.

                %s
                If it was you, log in with your password, or ask for a new one if you forgot it:

                %s

                If it was not you, there is nothing to do: your account was not touched, and nobody was told that it exists.
                """.formatted(circumstances(mail), linkBase);
    }

    static String notice(Notice notice, QueuedMail mail) {
        String again = mail.repeats() > 1
                ? "How often: %d times since %s; this was the last%n".formatted(mail.repeats(), UTC.format(mail.createdAt()))
                : "";
        return """
                %s

                %s%s
                %s
                """.formatted(notice.whatHappened(), circumstances(mail), again, notice.whatToDo());
    }

    private static String circumstances(QueuedMail mail) {
        String from = Optional.ofNullable(mail.details().get(MailDetails.ADDRESS))
                .map("From: address %s%n"::formatted)
                .orElse("");
        return "When: %s%n".formatted(UTC.format(MailDetails.askedAt(mail))) + from;
    }

    private static String spoken(Duration life) {
        if (life.compareTo(Duration.ofMinutes(120)) < 0) {
            return life.toMinutes() + " minutes";
        }
        return life.toHours() < 72 ? life.toHours() + " hours" : life.toDays() + " days";
    }
}
