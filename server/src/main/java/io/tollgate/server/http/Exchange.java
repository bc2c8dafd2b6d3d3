package io.tollgate.server.http;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.tollgate.server.http.RequestObserver.Answers;

/// A request that has an id, and the answer it will get. Tells the observer once how it ended.
final class Exchange {
    private final ServerRequest request;
    private final ServerResponse response;
    private final String requestId;
    private final boolean secure;
    private final Answers answers;
    private final long began;
    private final RequestBody body;
    private boolean told;

    /// @param secure whether the client speaks TLS
    /// @param began  by [System#nanoTime]
    Exchange(
            ServerRequest request,
            ServerResponse response,
            String requestId,
            boolean secure,
            Answers answers,
            long began) {
        this.request = request;
        this.response = response;
        this.requestId = requestId;
        this.secure = secure;
        this.answers = answers;
        this.began = began;
        this.body = new RequestBody(request);
    }

    ServerRequest request() {
        return request;
    }

    RequestBody body() {
        return body;
    }

    ServerResponse response() {
        return response;
    }

    String requestId() {
        return requestId;
    }

    boolean secure() {
        return secure;
    }

    /// The answer is out, or open where it has no end.
    void answered() {
        if (!told) {
            told = true;
            answers.answered(response.status().code(), System.nanoTime() - began);
        }
    }

    /// Whatever was not answered by now never will be.
    void ended() {
        if (!told) {
            told = true;
            answers.aborted(System.nanoTime() - began);
        }
    }
}
