/// Tests of the windows. `WindowStoreContract` is published in this module's test jar, for the tests of other stores.
@NullMarked
package io.tollgate.guard.window;

import org.jspecify.annotations.NullMarked;
