@NullMarked
package io.tollgate.server.node;

import org.jspecify.annotations.NullMarked;
