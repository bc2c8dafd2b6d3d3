/// The guard at work: the engine of `io.tollgate.guard` put before every route and every check of a password, on this
/// server's database and settings.
///
/// [TrafficGuard] decides about requests, [CredentialGuard] about passwords. Bans and standings are in memory and follow
/// the change feed; guesses are in the database alone.
@NullMarked
package io.tollgate.server.guard;

import org.jspecify.annotations.NullMarked;
