/// The commands a person types: [Tollgate] is the main class.
@NullMarked
package io.tollgate.server.cli;

import org.jspecify.annotations.NullMarked;
