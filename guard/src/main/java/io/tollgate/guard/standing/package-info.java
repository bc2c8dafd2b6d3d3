/// Standing: what is known about an address, its reputation and its bans.
///
/// What every request reads and few write. [Standing] is the value, with all rules about scores, recovery and repeated
/// bans as pure functions of it and the time. [Standings] turns signals into scores and bans, on what the node holds in
/// memory: a look-up for every request, no I/O. The truth is behind the port [StandingStore]; scores reach it as
/// coalesced deltas a little later, a ban is stored before it is announced.
///
/// An address without an entry stands at [Standing#NEUTRAL_SCORE].
@NullMarked
package io.tollgate.guard.standing;

import org.jspecify.annotations.NullMarked;
