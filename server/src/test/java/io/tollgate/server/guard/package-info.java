/// Tests of the guard at work: its tables on both databases, and whole servers under attack.
@NullMarked
package io.tollgate.server.guard;

import org.jspecify.annotations.NullMarked;
