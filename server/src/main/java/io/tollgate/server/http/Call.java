package io.tollgate.server.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.tollgate.guard.address.ClientAddress;
import io.tollgate.server.identity.Caller;
import io.tollgate.server.identity.TimeOrderedIds;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// One request and its answer. Belongs to the thread of the request.
public final class Call {
    private static final Header JSON = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");
    private static final int MAX_USER_AGENT = 256;

    private final Exchange exchange;
    private final ServerRequest request;
    private final ServerResponse response;
    private final Clients clients;
    private final ClientAddress client;
    private final Optional<Caller> caller;
    private final RequestGuard guard;
    private final Consumer<Call> permission;

    /// @param permission throws what the request would be refused with if it came now
    Call(
            Exchange exchange,
            Clients clients,
            ClientAddress client,
            Optional<Caller> caller,
            RequestGuard guard,
            Consumer<Call> permission) {
        this.exchange = exchange;
        this.request = exchange.request();
        this.response = exchange.response();
        this.clients = clients;
        this.client = client;
        this.caller = caller;
        this.guard = guard;
        this.permission = permission;
    }

    public String requestId() {
        return exchange.requestId();
    }

    /// The address of the client, seen through trusted proxies.
    public ClientAddress client() {
        return client;
    }

    /// @throws IllegalStateException on an endpoint that nobody need be signed in for
    public Caller caller() {
        return caller.orElseThrow(() -> new IllegalStateException("this endpoint has no caller"));
    }

    /// The caller, where there is one.
    public Optional<Caller> callerIfAny() {
        return caller;
    }

    /// Whether a trusted proxy sends this request.
    public boolean isFromProxy() {
        return clients.isFromProxy(request);
    }

    /// Whether a trusted proxy says for whom it sends this request.
    public boolean isForwarded() {
        return clients.isForwarded(request);
    }

    /// Counts this request against another limit than its endpoint's.
    ///
    /// @throws ProblemException `rate_limited`
    public void charge(Charge charge) {
        guard.charge(charge, this);
    }

    /// Decides about a request to another application in place of this one, and counts it.
    ///
    /// @throws ProblemException `rate_limited`
    public void admitForwarded(ForwardedRequest forwarded) {
        guard.admitForwarded(forwarded, this);
    }

    /// Checks once more that the caller may do this, for answers that take long. Counts against no limit.
    ///
    /// @throws ProblemException when his session has ended, his role is too small by now or his address is banned
    public void requireStillPermitted() {
        permission.accept(this);
    }

    public boolean isRead() {
        return request.prologue().method() == Method.GET || request.prologue().method() == Method.HEAD;
    }

    public String method() {
        return request.prologue().method().text();
    }

    /// The path as it was sent, without the query.
    public String rawPath() {
        return request.prologue().uriPath().rawPath();
    }

    public Optional<String> userAgent() {
        return header(HeaderNames.USER_AGENT).map(text -> Texts.printable(text, MAX_USER_AGENT));
    }

    public Optional<String> header(HeaderName name) {
        return request.headers().first(name);
    }

    public Optional<String> cookie(String name) {
        return request.headers().cookies().first(name).asOptional();
    }

    /// Whether the client speaks TLS, to the server or to a trusted proxy.
    public boolean isSecure() {
        return exchange.secure();
    }

    /// The part of the path that the template calls `name`, which must have the form of an id.
    ///
    /// @throws ProblemException `not_found` when it has not
    public String pathId(String name) {
        String id = request.path().pathParameters().get(name);
        if (!TimeOrderedIds.isWellFormed(id)) {
            throw ProblemException.of(ErrorCode.NOT_FOUND);
        }
        return id;
    }

    /// The part of the path that the template calls `name`, decoded.
    public String pathText(String name) {
        return request.path().pathParameters().get(name);
    }

    public Query query() {
        return new Query(request.query());
    }

    /// The JSON object that was sent.
    ///
    /// @throws ProblemException when it is too large, not JSON or not said to be JSON
    public JsonBody body() {
        return new JsonBody(Json.read(exchange.body().readJson()));
    }

    public OptionalLong contentLength() {
        return request.headers().contentLength();
    }

    /// The body as it arrives, for what must not be held in memory.
    public InputStream bodyStream() {
        return exchange.body().stream();
    }

    public Call setHeader(HeaderName name, String value) {
        response.headers().set(HeaderValues.create(name, value));
        return this;
    }

    public Call addHeader(HeaderName name, String value) {
        response.headers().add(HeaderValues.create(name, value));
        return this;
    }

    public void reply(int status, Object body) {
        response.status(Status.create(status)).header(JSON);
        response.send(Json.write(body));
    }

    public void reply(int status) {
        response.status(Status.create(status));
        response.send();
    }

    public void replyBytes(int status, byte[] body) {
        response.status(Status.create(status));
        response.send(body);
    }

    /// Starts an answer of any length, whose bytes the caller writes and ends by closing the stream. A failure before that
    /// ends the connection, which tells the client that something is missing; so the stream is not to be closed then.
    public OutputStream replyStream(int status) {
        response.status(Status.create(status));
        return response.outputStream();
    }

    /// Starts an answer of known length whose bytes the caller writes. A failure while writing ends the connection.
    public OutputStream replyStream(int status, long length) {
        response.status(Status.create(status));
        response.contentLength(length);
        return response.outputStream();
    }

    /// Starts an answer without an end, such as a stream of events: for the metrics it is answered now. A failure while
    /// writing ends the connection.
    public OutputStream replyOpenEnded(int status) {
        response.status(Status.create(status));
        OutputStream stream = response.outputStream();
        exchange.answered();
        return stream;
    }
}
