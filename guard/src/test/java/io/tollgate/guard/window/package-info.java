/// Tests of the windows. `WindowStoreContract` and `ManualClock` are published in this module's test jar, for the tests of
/// other stores.
@NullMarked
package io.tollgate.guard.window;

import org.jspecify.annotations.NullMarked;
