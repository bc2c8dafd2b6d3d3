package io.tollgate.server.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A request that ends in a problem document. Thrown by handlers; turned into the answer in one place.
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient List<FieldError> errors;
    private final transient Optional<Duration> retryAfter;
    private final transient Optional<String> rule;

    private ProblemException(
            ErrorCode code, List<FieldError> errors, Optional<Duration> retryAfter, Optional<String> rule) {
        // Expected outcomes are many and their stack says nothing, so it is not filled in.
        super(code.text(), null, false, false);
        this.code = code;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
        this.rule = rule;
    }

    public static ProblemException of(ErrorCode code) {
        return new ProblemException(code, List.of(), Optional.empty(), Optional.empty());
    }

    public static ProblemException of(ErrorCode code, List<FieldError> errors) {
        return new ProblemException(code, errors, Optional.empty(), Optional.empty());
    }

    public static ProblemException invalid(String field, String reason, String message) {
        return of(ErrorCode.INVALID_REQUEST, List.of(new FieldError(field, reason, message)));
    }

    public static ProblemException retryLater(ErrorCode code, Duration retryAfter) {
        return new ProblemException(code, List.of(), Optional.of(retryAfter), Optional.empty());
    }

    /// `rate_limited`.
    ///
    /// @param rule the name of what was exceeded: counted, and never told to the client
    public static ProblemException limited(String rule, Duration retryAfter) {
        return new ProblemException(
                ErrorCode.RATE_LIMITED, List.of(), Optional.of(retryAfter), Optional.of(rule));
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

    Optional<String> rule() {
        return rule;
    }
}
