/// The security log: what happened that matters for security, who did it and from where.
///
/// Entry type is [io.tollgate.server.event.EventLog]: whoever sees something records it and goes on. What was recorded
/// survives a crash of the process; it is stored in batches by the node that saw it, repeats folded into one row. What one of
/// several nodes says for all goes through [io.tollgate.server.event.TransactionalLog] instead.
/// Invariant: an event never holds a password, a token, a cookie or a link that acts.
@NullMarked
package io.tollgate.server.event;

import org.jspecify.annotations.NullMarked;
