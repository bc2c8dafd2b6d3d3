/// What happens when a part that nodes share fails, or a node does, seen from the whole server.
@NullMarked
package io.tollgate.server.outage;

import org.jspecify.annotations.NullMarked;
