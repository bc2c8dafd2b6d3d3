/// Accounts: who may sign in, with which role. [Accounts] is the entry type; [UserEndpoints] is their administration.
///
/// An unknown account and a wrong password are the same outcome and the same work.
@NullMarked
package io.tollgate.server.account;

import org.jspecify.annotations.NullMarked;
