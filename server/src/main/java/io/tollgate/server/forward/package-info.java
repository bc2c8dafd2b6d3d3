/// Forward authentication: a proxy asks whether the guard admits a request to another application.
///
/// Fails closed: a token that cannot be checked is answered 503, which proxies take for a refusal. The guard itself holds
/// from memory whatever is away.
@NullMarked
package io.tollgate.server.forward;

import org.jspecify.annotations.NullMarked;
