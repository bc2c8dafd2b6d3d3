package io.tollgate.guard.login;

import java.util.Locale;

/// The budgets by name, in the order in which they are asked.
public enum Budget {
    CLIENT,
    ACCOUNT,
    ADDRESS,
    SPRAY,
    SPRAY_SLOW;

    /// Whose budget a guess counts against, as a key that no other budget has.
    String keyOf(Guess guess) {
        String subject = switch (this) {
            case CLIENT -> guess.account() + ' ' + guess.client();
            case ACCOUNT -> guess.account();
            case ADDRESS, SPRAY, SPRAY_SLOW -> guess.address().key();
        };
        return ordinal() + " " + subject;
    }

    /// Whether a key is that of a budget of this account, as a whole or by client.
    static boolean isOfAccount(String key, String account) {
        return key.equals(ACCOUNT.ordinal() + " " + account) || key.startsWith(CLIENT.ordinal() + " " + account + ' ');
    }

    /// The name in events and explanations.
    public String text() {
        return "login-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
