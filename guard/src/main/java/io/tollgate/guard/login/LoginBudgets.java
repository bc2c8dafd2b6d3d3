package io.tollgate.guard.login;

import io.tollgate.guard.window.RateLimit;

/// How many guesses are admitted. A device known for the account has the client's budget alone: what others do behind
/// the same address, or at the same account, does not keep its owner out.
///
/// @param client    distinct wrong guesses per account and client
/// @param account   distinct wrong guesses per account, all unknown clients together
/// @param address   distinct wrong guesses per address, all accounts together
/// @param spray     accounts failed from one address and not made good since
/// @param spraySlow the same over a longer time
public record LoginBudgets(
        RateLimit client, RateLimit account, RateLimit address, RateLimit spray, RateLimit spraySlow) {

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
