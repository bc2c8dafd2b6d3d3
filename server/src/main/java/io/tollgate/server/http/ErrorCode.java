package io.tollgate.server.http;

import java.util.Locale;

/// Every error a client can see. The detail is one text for all reasons of a code, so that it tells an attacker nothing;
/// what a well-meaning client must know to do better stands in the problem's `errors`.
public enum ErrorCode {
    INVALID_REQUEST(400, "Invalid request", "The request could not be understood."),
    INVALID_CREDENTIALS(401, "Invalid credentials", "The credentials are not valid."),
    INVALID_TOKEN(401, "Invalid token", "The token is missing or not valid."),
    FORBIDDEN(403, "Forbidden", "This is not allowed."),
    IP_BANNED(403, "Address banned", "Requests from this address are not accepted at present."),
    NOT_FOUND(404, "Not found", "There is nothing here."),
    METHOD_NOT_ALLOWED(405, "Method not allowed", "This method is not supported here."),
    CONFLICT(409, "Conflict", "The request conflicts with what is stored."),
    PAYLOAD_TOO_LARGE(413, "Payload too large", "The request is larger than allowed."),
    URI_TOO_LONG(414, "URI too long", "The address of the request is longer than allowed."),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type", "The content type is not supported here."),
    RANGE_NOT_SATISFIABLE(416, "Range not satisfiable", "The requested range is outside the file."),
    WEAK_PASSWORD(422, "Weak password", "The new password does not meet the rules."),
    RATE_LIMITED(429, "Too many requests", "Too many requests; try again later."),
    HEADERS_TOO_LARGE(431, "Headers too large", "The headers of the request are larger than allowed."),
    INTERNAL_ERROR(500, "Internal error", "Something went wrong on our side."),
    UNAVAILABLE(503, "Unavailable", "The service cannot answer now; try again later.");

    private final int status;
    private final String title;
    private final String detail;

    ErrorCode(int status, String title, String detail) {
        this.status = status;
        this.title = title;
        this.detail = detail;
    }

    public int status() {
        return status;
    }

    String title() {
        return title;
    }

    String detail() {
        return detail;
    }

    /// The name in a problem document.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
