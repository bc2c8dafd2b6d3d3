package io.tollgate.server.password;

/// For whom a hash is computed, which decides how it queues.
///
/// @param lane  hashes of one lane wait for each other where the owner is a stranger
/// @param known whether the owner is somebody the server has reason to trust: for him a share of the queue is kept free
public record HashOwner(String lane, boolean known) {

    /// A client that only its address tells from others.
    public static HashOwner stranger(String address) {
        return new HashOwner(address, false);
    }

    /// A device known for the account.
    public static HashOwner device(String id) {
        return new HashOwner(id, true);
    }

    /// The server's own work, such as that of a command.
    public static HashOwner server() {
        return new HashOwner("server", true);
    }
}
