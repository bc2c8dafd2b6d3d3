/// Tests of the login guard. The contracts are published in this module's test jar, for the tests of other ledgers.
@NullMarked
package io.tollgate.guard.login;

import org.jspecify.annotations.NullMarked;
