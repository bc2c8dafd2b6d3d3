package io.tollgate.lab.server;

import java.util.List;

/// Settings with which a server counts everything and refuses nothing that the lab sends from one address.
public final class Plenty {
    /// The greatest count a limit may have, in so short a time that 100,000 a second are under it. A minute would refuse what
    /// is beyond 16,667 a second.
    public static final String LIMIT = "1000000/10s";

    /// The greatest count a login budget may have.
    private static final String BUDGET = "1000/1s";

    private Plenty() {}

    /// For requests, as options of `tollgate serve`.
    public static List<String> limits() {
        return List.of(
                "--guard.limits.files", LIMIT, "--guard.limits.default", LIMIT, "--guard.limits.bot", LIMIT);
    }

    /// For logins, as options of `tollgate serve`.
    public static List<String> loginBudgets() {
        return List.of(
                "--guard.login.client", BUDGET, "--guard.login.account", BUDGET, "--guard.login.address", BUDGET);
    }
}
