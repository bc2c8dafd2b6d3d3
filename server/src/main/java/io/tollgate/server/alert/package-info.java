/// Alerts: what of the security log and of the performance a person is told, by mail, Sentry and webhook.
///
/// Entry type is [io.tollgate.server.alert.AlertModule]. An alert is one incident, of one kind and one subject; it is
/// written in the transaction that stores its events, so it exists once whatever nodes and crashes do. What is to be sent
/// is a row as well, taken by one node at a time under a lease. Fails open: a far end that is slow, refusing or away holds
/// up nothing but its own queue.
///
/// Invariants: messages per kind and in all stay within their budgets over all nodes, and what the budget held back is
/// counted; rows per hour are bounded; nothing that leaves the server holds a secret, and texts from outside are one line,
/// bounded and without markup.
@NullMarked
package io.tollgate.server.alert;

import org.jspecify.annotations.NullMarked;
