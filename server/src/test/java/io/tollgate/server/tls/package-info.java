@NullMarked
package io.tollgate.server.tls;

import org.jspecify.annotations.NullMarked;
