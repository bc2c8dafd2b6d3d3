/// Why a request was refused, carried by the id of its answer.
///
/// A row for each refusal would let an attacker fill the database, so the server seals what it decided into the request
/// id that the client is shown anyway: [io.tollgate.server.guard.decision.DecisionSeal] makes and opens it. Only the
/// server can read it, and no state is needed to explain it, also after a restart and on another node.
@NullMarked
package io.tollgate.server.guard.decision;

import org.jspecify.annotations.NullMarked;
