/// What several tests of the lab share.
@NullMarked
package io.tollgate.lab.testing;

import org.jspecify.annotations.NullMarked;
