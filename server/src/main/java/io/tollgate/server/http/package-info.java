/// HTTP: how a request reaches a feature and how an answer or a problem leaves.
///
/// A feature lists its [Endpoint]s; [HttpServer] routes to them. A handler gets a [Call], reads it, and answers once or
/// throws a [ProblemException]. What every answer needs (request id, security headers, problem documents, limits of
/// body and headers, methods that are not allowed) is done here and nowhere else. No feature's types are known here.
@NullMarked
package io.tollgate.server.http;

import org.jspecify.annotations.NullMarked;
