/// Sessions: what a person began by logging in and goes on with by refreshing.
///
/// [Sessions] is the entry type. A session is a family of refresh tokens numbered by generation; using a generation
/// again after its grace ends the session. [Revocations] knows in memory which sessions ended and which roles changed
/// while access tokens issued before are still alive; it follows the change feed. Fails closed: a node that does not
/// hear of revocations accepts no access token.
@NullMarked
package io.tollgate.server.session;

import org.jspecify.annotations.NullMarked;
