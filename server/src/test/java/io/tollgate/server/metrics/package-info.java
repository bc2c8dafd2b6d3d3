@NullMarked
package io.tollgate.server.metrics;

import org.jspecify.annotations.NullMarked;
