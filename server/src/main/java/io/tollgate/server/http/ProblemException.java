package io.tollgate.server.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A request that ends in a problem document. Thrown by handlers; turned into the answer in one place.
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final int status;
    private final transient List<FieldError> errors;
    private final transient Optional<Duration> retryAfter;
    private final transient Optional<Explanation> explanation;

    /// What a refusal is explained by.
    ///
    /// @param requestId takes the place of the one the request had
    /// @param rule      the name of what refused: counted, and never told to the client
    record Explanation(String requestId, String rule) {}

    private ProblemException(
            ErrorCode code,
            int status,
            List<FieldError> errors,
            Optional<Duration> retryAfter,
            Optional<Explanation> explanation) {
        // Expected outcomes are many and their stack says nothing, so it is not filled in.
        super(code.text(), null, false, false);
        this.code = code;
        this.status = status;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
        this.explanation = explanation;
    }

    public static ProblemException of(ErrorCode code) {
        return new ProblemException(code, code.status(), List.of(), Optional.empty(), Optional.empty());
    }

    public static ProblemException of(ErrorCode code, List<FieldError> errors) {
        return new ProblemException(code, code.status(), errors, Optional.empty(), Optional.empty());
    }

    public static ProblemException invalid(String field, String reason, String message) {
        return of(ErrorCode.INVALID_REQUEST, List.of(new FieldError(field, reason, message)));
    }

    public static ProblemException retryLater(ErrorCode code, Duration retryAfter) {
        return new ProblemException(code, code.status(), List.of(), Optional.of(retryAfter), Optional.empty());
    }

    /// A refusal that is explained by the id of its answer.
    ///
    /// @param requestId takes the place of the one the request had
    /// @param rule      the name of what refused: counted, and never told to the client
    public static ProblemException explained(
            ErrorCode code, Optional<Duration> retryAfter, String requestId, String rule) {
        return new ProblemException(code, code.status(), List.of(), retryAfter, Optional.of(new Explanation(requestId, rule)));
    }

    /// The same, answered with another status than that of its code, for clients that do not know it.
    public ProblemException withStatus(int other) {
        return new ProblemException(code, other, errors, retryAfter, explanation);
    }

    int status() {
        return status;
    }

    public ErrorCode code() {
        return code;
    }

    List<FieldError> errors() {
        return errors;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /// The explanation of this refusal, where there is one.
    Optional<Explanation> explanation() {
        return explanation;
    }
}
