/// Tests of the security log at work: its tables on both databases, and whole servers under attack.
@NullMarked
package io.tollgate.server.event;

import org.jspecify.annotations.NullMarked;
