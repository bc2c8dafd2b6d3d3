/// Tests of forward authentication, with the proxies that are installed.
@NullMarked
package io.tollgate.server.forward;

import org.jspecify.annotations.NullMarked;
