/// The servers that the lab starts for itself, and the plainest ways to talk to one. [ServerProcess] starts one, and
/// [Started] ends what is left of them when the lab ends.
@NullMarked
package io.tollgate.lab.server;

import org.jspecify.annotations.NullMarked;
