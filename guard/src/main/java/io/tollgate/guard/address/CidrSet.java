package io.tollgate.guard.address;

import java.util.ArrayList;
import java.util.List;

/// A short list of networks, as an operator writes it into the settings. Immutable.
///
/// A look-up compares with each network in turn, about a nanosecond each, which is why the list is bounded.
public final class CidrSet {
    /// How many networks a set can hold.
    public static final int MAX_SIZE = 1_000;

    private static final CidrSet NONE = new CidrSet(List.of());

    private final Cidr[] cidrs;

    private CidrSet(List<Cidr> cidrs) {
        this.cidrs = cidrs.toArray(Cidr[]::new);
    }

    /// The set that contains no address.
    public static CidrSet none() {
        return NONE;
    }

    /// Reads each text as [Cidr#parse] does.
    ///
    /// @throws IllegalArgumentException if a text is no network or there are more than [#MAX_SIZE]
    public static CidrSet parse(List<String> texts) {
        if (texts.size() > MAX_SIZE) {
            throw new IllegalArgumentException(texts.size() + " networks are too many, at most " + MAX_SIZE
                    + " are possible; write neighbours as one wider network");
        }
        var cidrs = new ArrayList<Cidr>(texts.size());
        texts.forEach(text -> cidrs.add(Cidr.parse(text)));
        return new CidrSet(cidrs);
    }

    /// Whether one of the networks contains the full address.
    public boolean contains(ClientAddress address) {
        for (Cidr cidr : cidrs) {
            if (cidr.contains(address)) {
                return true;
            }
        }
        return false;
    }

    public boolean isEmpty() {
        return cidrs.length == 0;
    }

    @Override
    public String toString() {
        return List.of(cidrs).toString();
    }
}
