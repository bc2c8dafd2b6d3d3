/// The login guard: how many wrong passwords an account, a client and an address may try.
///
/// [LoginGuard] is the entry type. Before a password is hashed a slot is reserved in the [GuessLedger], atomically over
/// all threads and nodes; it is given back when the password was right. So the budget holds exactly under parallel
/// guesses, and any number of parallel correct logins succeeds, which a counter of failures cannot do both (Keycloak
/// issues 31726, 37315 and 48272 show both failures).
///
/// What counts is *distinct* wrong guesses: a guess is known by a keyed digest, so that repeating one, as a mail program
/// with an old password does, costs one slot and one hash.
///
/// The budgets, after NIST SP 800-63B-4 (at most 100 consecutive failures) and the OWASP device cookies (a budget for
/// each known device and one for all unknown clients together): see [LoginBudgets]. Fails closed: a ledger that cannot
/// be asked lets nobody try a password.
@NullMarked
package io.tollgate.guard.login;

import org.jspecify.annotations.NullMarked;
