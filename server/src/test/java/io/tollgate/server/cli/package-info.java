/// Tests of the command line.
@NullMarked
package io.tollgate.server.cli;

import org.jspecify.annotations.NullMarked;
