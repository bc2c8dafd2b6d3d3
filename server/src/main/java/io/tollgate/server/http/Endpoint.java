package io.tollgate.server.http;

import io.helidon.http.Method;
import java.util.function.Consumer;

/// One thing that can be asked of the server.
///
/// @param path template such as `/api/files/{id}`; also the endpoint's name in metrics
/// @param handler answers the call exactly once, or throws
public record Endpoint(Method method, String path, Access access, Consumer<Call> handler) {

    public static Endpoint get(String path, Access access, Consumer<Call> handler) {
        return new Endpoint(Method.GET, path, access, handler);
    }

    public static Endpoint post(String path, Access access, Consumer<Call> handler) {
        return new Endpoint(Method.POST, path, access, handler);
    }

    public static Endpoint put(String path, Access access, Consumer<Call> handler) {
        return new Endpoint(Method.PUT, path, access, handler);
    }

    public static Endpoint delete(String path, Access access, Consumer<Call> handler) {
        return new Endpoint(Method.DELETE, path, access, handler);
    }
}
