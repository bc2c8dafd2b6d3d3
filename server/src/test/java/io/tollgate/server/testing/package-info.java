/// What the tests share: a server with a clock of its own, the databases, and a client.
@NullMarked
package io.tollgate.server.testing;

import org.jspecify.annotations.NullMarked;
