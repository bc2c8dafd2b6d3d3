package io.tollgate.guard.login;

import io.tollgate.guard.window.RateLimit;
import java.util.Set;

/// How many guesses are admitted. A device known for the account has the client's budget alone: what others do behind
/// the same address, or at the same account, does not keep its owner out.
///
/// @param client    distinct wrong guesses per account and client
/// @param account   distinct wrong guesses per account, all unknown clients together
/// @param address   distinct wrong guesses per address, all accounts together
/// @param spray     accounts failed from one address and not made good since
/// @param spraySlow the same over a longer time
/// @param watched   those that keep nobody waiting; they count all the same
public record LoginBudgets(
        RateLimit client,
        RateLimit account,
        RateLimit address,
        RateLimit spray,
        RateLimit spraySlow,
        Set<Budget> watched) {

    public LoginBudgets {
        watched = Set.copyOf(watched);
    }

    /// All of them enforced.
    public LoginBudgets(RateLimit client, RateLimit account, RateLimit address, RateLimit spray, RateLimit spraySlow) {
        this(client, account, address, spray, spraySlow, Set.of());
    }

    /// The same limits, of which some are only watched.
    public LoginBudgets watching(Set<Budget> some) {
        return new LoginBudgets(client, account, address, spray, spraySlow, some);
    }

    /// Whether a budget that is full keeps guesses waiting.
    public boolean enforces(Budget budget) {
        return !watched.contains(budget);
    }

    /// The limit of one of them.
    public RateLimit of(Budget budget) {
        return switch (budget) {
            case CLIENT -> client;
            case ACCOUNT -> account;
            case ADDRESS -> address;
            case SPRAY -> spray;
            case SPRAY_SLOW -> spraySlow;
        };
    }
}
