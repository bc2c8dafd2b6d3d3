/// Tests of scores, bans and where they are kept.
@NullMarked
package io.tollgate.guard.standing;

import org.jspecify.annotations.NullMarked;
