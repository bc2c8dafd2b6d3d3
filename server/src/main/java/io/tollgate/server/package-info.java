/// The server. [TollgateServer] puts its parts together, by hand, in three steps: [Foundation], [UserServices] and
/// [Operations]. Every other package is a feature or a port and knows nothing of the wiring.
@NullMarked
package io.tollgate.server;

import org.jspecify.annotations.NullMarked;
