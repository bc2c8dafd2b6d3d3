package io.tollgate.guard.login;

import io.tollgate.guard.address.ClientAddress;
import java.util.List;
import java.util.Optional;

/// Somebody's try at an account's password, as the ledger knows it: no name, no password.
///
/// @param account  keyed hash of the account's canonical name, whether it exists or not
/// @param deviceId of a device known for this account; empty for everybody else
/// @param address  from which it comes
/// @param digest   keyed hash of the guess and of the account's current password hash, in full, as hexadecimal text: the
///                 same guess has the same digest until the password is changed
public record Guess(String account, Optional<String> deviceId, ClientAddress address, String digest) {
    private static final int STORED_DIGEST_LENGTH = 32;
    private static final List<Budget> OF_KNOWN_DEVICE = List.of(Budget.CLIENT);
    private static final List<Budget> OF_STRANGER = List.of(Budget.CLIENT, Budget.ACCOUNT, Budget.ADDRESS);

    public Guess {
        if (digest.length() < STORED_DIGEST_LENGTH) {
            throw new IllegalArgumentException("a digest has at least 128 bits");
        }
    }

    /// Whom the client's budget belongs to: the device when it is known for the account, else the address.
    public String client() {
        return deviceId.map(id -> "device:" + id).orElseGet(() -> "ip:" + address.key());
    }

    /// The first 128 bits of the digest: what is stored.
    public String storedDigest() {
        return digest.substring(0, STORED_DIGEST_LENGTH);
    }

    public boolean isKnownDevice() {
        return deviceId.isPresent();
    }

    /// The budgets that count guesses and this one is to have room in. Those of spraying count accounts, and leave out the one
    /// guessed at: one address may be over them with one account and not with another.
    List<Budget> budgets() {
        return isKnownDevice() ? OF_KNOWN_DEVICE : OF_STRANGER;
    }

    /// The digest is a secret of sorts: whoever can compare digests knows which guesses were the same.
    @Override
    public String toString() {
        return "Guess[" + client() + "]";
    }
}
