package io.tollgate.guard.standing;

import io.tollgate.guard.address.ClientAddress;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/// The truth about standings, shared by all nodes. Safe for use by any number of threads. Fails closed: what cannot be
/// stored throws, so that a ban that is not durable is never taken for one.
public interface StandingStore {

    /// Changes the standing of an address, atomically over all nodes, and tells the other nodes.
    ///
    /// @return what it is now
    Standing update(ClientAddress address, UnaryOperator<Standing> change);

    /// Changes many standings at once, as [#update] does one.
    ///
    /// @return what each is now
    Map<ClientAddress, Standing> updateAll(Map<ClientAddress, UnaryOperator<Standing>> changes);

    /// What is stored about each of these addresses; neutral where nothing is.
    Map<ClientAddress, Standing> findAll(Set<ClientAddress> addresses);

    /// Every standing with a ban or an exemption in force.
    void forEachBannedOrExempted(BiConsumer<ClientAddress, Standing> consumer);

    /// All standings, the worst first, at most `limit`.
    void forEachWorstFirst(int limit, BiConsumer<ClientAddress, Standing> consumer);
}
