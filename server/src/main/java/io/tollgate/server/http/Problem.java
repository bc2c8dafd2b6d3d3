package io.tollgate.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/// A problem document of RFC 9457.
///
/// @param errors what is wrong with which field; absent when nothing more can be said
record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        String requestId,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors) {

    static final String CONTENT_TYPE = "application/problem+json";

    static Problem of(ErrorCode code, int status, String requestId, List<FieldError> errors) {
        return new Problem(
                "urn:tollgate:problem:" + code.text(),
                code.title(),
                status,
                code.detail(),
                code.text(),
                requestId,
                errors);
    }

    byte[] bytes() {
        return Json.write(this);
    }
}
