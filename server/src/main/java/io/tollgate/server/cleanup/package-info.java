/// Removes what is no longer needed, on schedule and by hand.
///
/// Features say what is superfluous by a [io.tollgate.server.cleanup.CleanupTask]; [io.tollgate.server.cleanup.Cleanup]
/// runs the tasks, one run at a time, in batches that hold no transaction for long.
@NullMarked
package io.tollgate.server.cleanup;

import org.jspecify.annotations.NullMarked;
