@NullMarked
package io.tollgate.guard.redis;

import org.jspecify.annotations.NullMarked;
