package io.tollgate.guard.login;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.window.RateLimit;
import java.util.Optional;

/// Guesses for tests.
public final class Guesses {
    public static final LoginBudgets BUDGETS = new LoginBudgets(
            RateLimit.parse("5/5m"),
            RateLimit.parse("20/1h"),
            RateLimit.parse("30/5m"),
            RateLimit.parse("10/10m"),
            RateLimit.parse("40/24h"));

    private Guesses() {}

    /// A guess of a stranger.
    ///
    /// @param address number of the address
    public static Guess stranger(String account, int address, String password) {
        return new Guess(account, Optional.empty(), address(address), digest(account, password));
    }

    /// A guess from a device that is known for the account.
    public static Guess device(String account, String device, int address, String password) {
        return new Guess(account, Optional.of(device), address(address), digest(account, password));
    }

    public static ClientAddress address(int number) {
        return ClientAddress.parse("10.0.%d.%d".formatted(number / 256, number % 256)).orElseThrow();
    }

    private static String digest(String account, String password) {
        return "%032x%032x".formatted(password.hashCode(), account.hashCode());
    }
}
