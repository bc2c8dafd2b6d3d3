@NullMarked
package io.tollgate.server.accountmail;

import org.jspecify.annotations.NullMarked;
