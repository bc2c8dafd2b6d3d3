/// Whether this node is alive and whether it can do its work.
@NullMarked
package io.tollgate.server.health;

import org.jspecify.annotations.NullMarked;
