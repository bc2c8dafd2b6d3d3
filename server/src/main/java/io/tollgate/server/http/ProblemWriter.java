package io.tollgate.server.http;

import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.tollgate.server.database.DatabaseException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one place where a failure becomes an answer.
final class ProblemWriter {
    private static final System.Logger LOG = System.getLogger(ProblemWriter.class.getName());
    private static final Header CONTENT_TYPE =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, Problem.CONTENT_TYPE);
    /// What a handler may have said of an answer that then failed.
    private static final List<HeaderName> OF_THE_CONTENT =
            List.of(HeaderNames.CONTENT_DISPOSITION, HeaderNames.ETAG, HeaderNames.ACCEPT_RANGES);
    private static final Header CHALLENGE = HeaderValues.createCached(HeaderNames.WWW_AUTHENTICATE, "Bearer");

    private final RequestIds requestIds;

    ProblemWriter(RequestIds requestIds) {
        this.requestIds = requestIds;
    }

    /// Answers a request whose handling failed.
    ///
    /// @throws CloseConnectionException when part of an answer is on its way already
    void write(Exchange exchange, RuntimeException failure) {
        ServerRequest request = exchange.request();
        ServerResponse response = exchange.response();
        String givenId = exchange.requestId();
        if (failure instanceof CloseConnectionException || failure instanceof ServerConnectionException) {
            throw failure;
        }
        ProblemException problem = problemOf(failure, givenId);
        String requestId = problem.explanation().map(ProblemException.Explanation::requestId).orElse(givenId);
        if (response.isSent() || response.bytesWritten() > 0) {
            throw new CloseConnectionException("failed while answering", failure);
        }
        response.status(Status.create(problem.status()));
        OF_THE_CONTENT.forEach(response.headers()::remove);
        SecurityHeaders.addTo(response.headers());
        response.headers().set(CONTENT_TYPE);
        response.headers().set(HeaderValues.create(RequestIds.HEADER, requestId));
        if (problem.code() == ErrorCode.INVALID_TOKEN) {
            response.headers().set(CHALLENGE);
        }
        problem.retryAfter()
                .ifPresent(after -> response.headers()
                        .set(HeaderValues.create(HeaderNames.RETRY_AFTER, seconds(after))));
        boolean broken = isBroken(failure);
        boolean drained = !broken && exchange.body().drained();
        if (!drained) {
            response.headers().set(HeaderValues.CONNECTION_CLOSE);
        }
        if (request.prologue().method() == Method.HEAD) {
            response.send();
        } else {
            response.send(Problem.of(problem.code(), problem.status(), requestId, problem.errors()).bytes());
        }
        // Before lingering, which is no part of the answer.
        exchange.answered();
        if (!drained && !broken) {
            exchange.body().linger();
        }
    }

    /// Whole seconds, never fewer than the wait.
    private static long seconds(Duration wait) {
        return Math.max(1, wait.plusMillis(999).toSeconds());
    }

    private static boolean isBroken(RuntimeException failure) {
        return failure instanceof InsufficientDataAvailableException
                || failure instanceof UncheckedIOException
                || failure instanceof RequestException
                || failure instanceof HttpException;
    }

    private static ProblemException problemOf(RuntimeException failure, String requestId) {
        return switch (failure) {
            case ProblemException problem -> problem;
            case RequestException request -> ProblemException.of(codeOf(request.status().code()));
            case HttpException http -> ProblemException.of(codeOf(http.status().code()));
            case InsufficientDataAvailableException _ -> ProblemException.of(ErrorCode.INVALID_REQUEST);
            // The body could not be read: it ended early, or nothing came for too long.
            case UncheckedIOException _ -> ProblemException.of(ErrorCode.INVALID_REQUEST);
            case DatabaseException database -> {
                LOG.log(Level.ERROR, "request " + requestId + " failed on the database", database);
                yield ProblemException.retryLater(ErrorCode.UNAVAILABLE, Duration.ofSeconds(2));
            }
            default -> {
                LOG.log(Level.ERROR, "request " + requestId + " failed", failure);
                yield ProblemException.of(ErrorCode.INTERNAL_ERROR);
            }
        };
    }

    private static ErrorCode codeOf(int status) {
        return switch (status) {
            case 404 -> ErrorCode.NOT_FOUND;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 413 -> ErrorCode.PAYLOAD_TOO_LARGE;
            case 414 -> ErrorCode.URI_TOO_LONG;
            case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            case 431 -> ErrorCode.HEADERS_TOO_LARGE;
            case 500 -> ErrorCode.INTERNAL_ERROR;
            case 503 -> ErrorCode.UNAVAILABLE;
            // Among them 501 for a transfer encoding and 505 for a version: the client's doing, not ours.
            default -> ErrorCode.INVALID_REQUEST;
        };
    }

    /// Answers what fails before it reaches the routing: broken first lines, headers and framing.
    DirectHandlers directHandlers() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, new BeforeRouting());
        }
        return handlers.build();
    }

    private final class BeforeRouting implements DirectHandler {

        /// Instead of the default, which logs what strangers send with a stack trace.
        @Override
        public TransportResponse handle(
                TransportRequest request,
                EventType type,
                Status status,
                ServerResponseHeaders headers,
                Throwable thrown,
                System.Logger logger) {
            return handle(request, type, status, headers, thrown);
        }

        @Override
        public TransportResponse handle(
                TransportRequest request,
                EventType type,
                Status status,
                ServerResponseHeaders headers,
                Throwable thrown) {
            String requestId = requestIds.next();
            if (isOurs(thrown)) {
                LOG.log(Level.ERROR, "request " + requestId + " failed", thrown);
                return answer(ErrorCode.INTERNAL_ERROR, headers, requestId);
            }
            return answer(codeBeforeRouting(status, thrown.getMessage()), headers, requestId);
        }

        @Override
        public TransportResponse handle(
                TransportRequest request,
                EventType type,
                Status status,
                ServerResponseHeaders headers,
                String message) {
            return answer(codeBeforeRouting(status, message), headers, requestIds.next());
        }

        /// No exception of a handler gets here, so an exception is a request that could not be parsed. Only an error,
        /// such as no memory, is no doing of the client.
        private static boolean isOurs(Throwable thrown) {
            return thrown instanceof Error || thrown.getCause() instanceof Error;
        }

        private static ErrorCode codeBeforeRouting(Status status, @Nullable String message) {
            if ("Header size exceeded".equals(message)) {
                return ErrorCode.HEADERS_TOO_LARGE;
            }
            return status.code() == 500 ? ErrorCode.INVALID_REQUEST : codeOf(status.code());
        }

        private static TransportResponse answer(ErrorCode code, ServerResponseHeaders headers, String requestId) {
            headers.set(CONTENT_TYPE);
            headers.set(HeaderValues.create(RequestIds.HEADER, requestId));
            SecurityHeaders.addTo(headers);
            return TransportResponse.builder()
                    .status(Status.create(code.status()))
                    .headers(headers)
                    .keepAlive(false)
                    .entity(Problem.of(code, code.status(), requestId, List.of()).bytes())
                    .build();
        }
    }
}
