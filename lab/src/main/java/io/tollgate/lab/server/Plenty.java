package io.tollgate.lab.server;

/// A limit that counts everything and refuses nothing the lab sends from one address.
public final class Plenty {
    /// The greatest count a limit may have, in so short a time that 100,000 a second are under it. A minute would refuse what
    /// is beyond 16,667 a second.
    public static final String LIMIT = "1000000/10s";

    private Plenty() {}
}
