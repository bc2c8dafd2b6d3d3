package io.tollgate.guard.login;

/// A ledger under test, and what its tests must know beyond the port.
public interface LedgerFixture extends AutoCloseable {

    /// All ledgers of one fixture are nodes on the same rows.
    GuessLedger ledger();

    /// Removes the rows of a right guess, as the transaction of its login does.
    void accept(Guess guess);

    /// How many rows there are in all.
    int rows();

    @Override
    void close();
}
