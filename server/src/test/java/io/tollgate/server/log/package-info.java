/// Tests of the log's formats.
@NullMarked
package io.tollgate.server.log;

import org.jspecify.annotations.NullMarked;
