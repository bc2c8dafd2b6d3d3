package io.tollgate.server.password;

/// For whom a hash is computed, which decides how it queues.
///
/// @param lane hashes of one lane wait for each other unless the owner is known
public record HashOwner(String lane, Kind kind) {

    /// What the server knows of an owner.
    public enum Kind {
        /// Somebody it has reason to trust: a share of the queue is kept free for them.
        KNOWN,
        /// Somebody who presents a password or a mailed link.
        STRANGER,
        /// Somebody who signs up, which takes nothing but an address: only a share of the strangers' places is theirs.
        NEWCOMER
    }

    /// A client that only its address tells from others.
    public static HashOwner stranger(String address) {
        return new HashOwner(address, Kind.STRANGER);
    }

    /// A client that signs up.
    public static HashOwner newcomer(String address) {
        return new HashOwner(address, Kind.NEWCOMER);
    }

    /// A device known for the account.
    public static HashOwner device(String id) {
        return new HashOwner(id, Kind.KNOWN);
    }

    /// The server's own work, such as that of a command.
    public static HashOwner server() {
        return new HashOwner("server", Kind.KNOWN);
    }

    boolean isKnown() {
        return kind == Kind.KNOWN;
    }

    boolean isNewcomer() {
        return kind == Kind.NEWCOMER;
    }
}
