package io.tollgate.server.accountmail;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What the owner of an account is told of by mail, besides what he asked for.
public enum Notice {
    PASSWORD_CHANGED(
            "Your password was changed",
            "The password of your account was changed.",
            "If you did this, there is nothing to do. If not, somebody knows your old password: set a new one now by asking"
                    + " for a link to reset it."),
    PASSWORD_RESET(
            "Your password was reset",
            "A new password was set for your account by a link that was mailed to you. All sessions have ended, and all"
                    + " devices must log in again.",
            "If you did this, there is nothing to do. If not, somebody reads your mail: secure your mailbox first, then"
                    + " reset your password again."),
    PASSWORD_SET(
            "Your password was reset by an operator",
            "Whoever runs the server set a new password for your account. All sessions have ended, and all devices must log"
                    + " in again.",
            "If you asked for this, there is nothing to do. If not, ask whoever runs the server."),
    NEW_DEVICES(
            "New devices logged in to your account",
            "Your account was logged in to from devices that had not been used for it before.",
            "If these were you, there is nothing to do. If not, change your password and end the sessions you do not know."),
    UNUSUAL_LOGIN(
            "An unusual login to your account",
            "Your account was used from a place where it had not been a short while ago, or by a device that was not"
                    + " known, after others had guessed at its password.",
            "If this was you, there is nothing to do. If not, change your password and end the sessions you do not know."),
    GUESSING(
            "Somebody is guessing at your password",
            "Many wrong passwords were tried for your account. None of them was right. Until it is over, logging in works"
                    + " from devices you have used before.",
            "You need not do anything. If you cannot log in, reset your password: the device you do it on is let in. A"
                    + " password used nowhere else is the best protection."),
    TOKEN_REUSED(
            "A session of your account was ended",
            "A login token of your account was used twice, so two parties may have had it. The session it belonged to was"
                    + " ended.",
            "Log in again. If this happens more than once, change your password and look for malware on the device.");

    private static final String PREFIX = "notice_";

    private final String subject;
    private final String whatHappened;
    private final String whatToDo;

    Notice(String subject, String whatHappened, String whatToDo) {
        this.subject = subject;
        this.whatHappened = whatHappened;
        this.whatToDo = whatToDo;
    }

    String subject() {
        return subject;
    }

    String whatHappened() {
        return whatHappened;
    }

    String whatToDo() {
        return whatToDo;
    }

    /// The kind of the mail that tells it.
    String kind() {
        return PREFIX + name().toLowerCase(Locale.ROOT);
    }

    static Optional<Notice> ofKind(String kind) {
        return Arrays.stream(values()).filter(notice -> notice.kind().equals(kind)).findFirst();
    }
}
