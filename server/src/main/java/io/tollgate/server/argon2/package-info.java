/// Argon2id (RFC 9106), the function that makes guessing passwords slow.
///
/// [Argon2id] is the entry type. It computes with libsodium where that can be loaded and does what was asked, else with
/// Bouncy Castle: the results are the same, the time and the memory are not.
@NullMarked
package io.tollgate.server.argon2;

import org.jspecify.annotations.NullMarked;
