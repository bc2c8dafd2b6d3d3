/// The server. [TollgateServer] is the one place where its parts are put together, by hand; every other package is a
/// feature or a port and knows nothing of the wiring.
@NullMarked
package io.tollgate.server;

import org.jspecify.annotations.NullMarked;
