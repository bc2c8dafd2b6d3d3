/// Passwords: which are good enough, and how they are stored and checked.
///
/// [PasswordRules] follows NIST SP 800-63B-4: length in code points, no composition rules, a blocklist with the reason
/// said. [PasswordHasher] is Argon2id (RFC 9106) with the parameters of the OWASP password storage cheat sheet, on a
/// bounded pool of platform threads: virtual threads are not time-sliced and would starve every other request.
@NullMarked
package io.tollgate.server.password;

import org.jspecify.annotations.NullMarked;
