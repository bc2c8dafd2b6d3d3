package io.tollgate.guard.window;

import io.tollgate.guard.address.Cidr;
import io.tollgate.guard.address.ClientAddress;
import java.util.Optional;

/// Whom a request is charged to: an address, a person or a session. Immutable.
///
/// It has two names. [#key] is short, readable text for stores outside the process; [#hi] and [#lo] are 128 bits for a store
/// in memory, unique over all kinds: exact for addresses, a SipHash for ids. Ids are made by the server, so nobody can search
/// for two with one hash, and two that met by chance would share their windows: stricter, never laxer.
public final class Subject {
    private static final int MAX_ID_LENGTH = 128;
    private static final String PERSON_KEY = "user:";
    private static final String SESSION_KEY = "session:";
    /// Set in the lower half of a network and of a hash respectively; an address has neither. The latter is the sign.
    private static final long NETWORK_MARK = 1L << 62;
    private static final long HASH_MARK = 1L << 63;

    private enum Kind { IP, NET, USER, SESSION }

    private final Kind kind;
    private final long hi;
    private final long lo;
    /// What the key says after the kind: a [ClientAddress], a [Cidr] or an id.
    private final Object name;

    private Subject(Kind kind, long hi, long lo, Object name) {
        this.kind = kind;
        this.hi = hi;
        this.lo = lo;
        this.name = name;
    }

    /// A client without a valid token.
    public static Subject address(ClientAddress address) {
        return new Subject(Kind.IP, address.hi(), address.lo(), address);
    }

    /// A signed-in person.
    ///
    /// @param id 1 to 128 visible ASCII characters other than braces, which have a meaning in the keys of a Redis Cluster
    public static Subject person(String id) {
        return hashed(Kind.USER, id);
    }

    /// A session of a person.
    ///
    /// @param id as for [#person]
    public static Subject session(String id) {
        return hashed(Kind.SESSION, id);
    }

    private static Subject hashed(Kind kind, String id) {
        if (id.isEmpty() || id.length() > MAX_ID_LENGTH) {
            throw new IllegalArgumentException("an id must have 1 to " + MAX_ID_LENGTH + " characters, not " + id.length());
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c <= ' ' || c > '~' || c == '{' || c == '}') {
                throw new IllegalArgumentException("an id must be visible ASCII characters without braces: " + id);
            }
        }
        var hash = new SipHash(kind.ordinal(), 0).hash(id);
        return new Subject(kind, hash.high(), hash.low() | HASH_MARK, id);
    }

    /// The network around an address, as a subject of its own that strangers share when memory is short; empty for a person
    /// or a session, whose neighbours have nothing to do with them.
    public Optional<Subject> network() {
        if (!(name instanceof ClientAddress address)) {
            return Optional.empty();
        }
        Cidr network = address.network();
        return Optional.of(new Subject(Kind.NET, network.high(), network.low() | NETWORK_MARK, network));
    }

    /// The canonical name, such as `ip:203.0.113.7`, `ip:2001:db8:1:2::/64`, `net:203.0.113.0/24`, `user:0198...`. Visible
    /// ASCII without braces, at most 140 characters.
    public String key() {
        String text = name instanceof ClientAddress address ? address.key() : name.toString();
        return switch (kind) {
            case IP -> "ip:" + text;
            case NET -> "net:" + text;
            case USER -> PERSON_KEY + text;
            case SESSION -> SESSION_KEY + text;
        };
    }

    /// The id of the person whose subject has that [#key]; empty when it is another's.
    public static Optional<String> personOf(String key) {
        return key.startsWith(PERSON_KEY) ? Optional.of(key.substring(PERSON_KEY.length())) : Optional.empty();
    }

    /// Whether that [#key] is a session's.
    public static boolean isSession(String key) {
        return key.startsWith(SESSION_KEY);
    }

    /// The upper half of the identity.
    public long hi() {
        return hi;
    }

    /// The lower half of the identity.
    public long lo() {
        return lo;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Subject that && kind == that.kind && hi == that.hi && lo == that.lo;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(hi) + Long.hashCode(lo);
    }

    @Override
    public String toString() {
        return key();
    }
}
