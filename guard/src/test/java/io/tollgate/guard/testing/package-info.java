/// What the tests of several packages and modules share; published in this module's test jar.
@NullMarked
package io.tollgate.guard.testing;

import org.jspecify.annotations.NullMarked;
