/// The server's own log: to standard error, one line or one JSON object a record.
@NullMarked
package io.tollgate.server.log;

import org.jspecify.annotations.NullMarked;
