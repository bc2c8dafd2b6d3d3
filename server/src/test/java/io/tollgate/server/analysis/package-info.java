/// Tests of what `db analyze` says.
@NullMarked
package io.tollgate.server.analysis;

import org.jspecify.annotations.NullMarked;
