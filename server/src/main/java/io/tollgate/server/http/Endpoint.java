package io.tollgate.server.http;

import io.helidon.http.Method;
import java.util.function.Consumer;

/// One thing that can be asked of the server.
///
/// @param path       template such as `/api/files/{id}`; also the endpoint's name in metrics
/// @param charge     the limit it counts against
/// @param credential whether it takes a password or a refresh token: then it counts against the address, whoever the
///                   caller is, and a device known before a ban may still use it
/// @param handler    answers the call exactly once, or throws
public record Endpoint(
        Method method, String path, Access access, Charge charge, boolean credential, Consumer<Call> handler) {

    /// Ends a template behind which anything may follow, slashes too.
    public static final String REST = "{path:.*}";

    public static Endpoint get(String path, Access access, Consumer<Call> handler) {
        return of(Method.GET, path, access, handler);
    }

    public static Endpoint post(String path, Access access, Consumer<Call> handler) {
        return of(Method.POST, path, access, handler);
    }

    public static Endpoint put(String path, Access access, Consumer<Call> handler) {
        return of(Method.PUT, path, access, handler);
    }

    public static Endpoint delete(String path, Access access, Consumer<Call> handler) {
        return of(Method.DELETE, path, access, handler);
    }

    public static Endpoint of(Method method, String path, Access access, Consumer<Call> handler) {
        Charge charge = access instanceof Access.Staff ? Charge.ADMIN : Charge.DEFAULT;
        return new Endpoint(method, path, access, charge, false, handler);
    }

    /// What no endpoint answers: counted like one, so that looking for holes is not free.
    public static Endpoint unmatched(Consumer<Call> handler) {
        return get("unmatched", Access.everyone(), handler);
    }

    /// The same, counted against another limit.
    public Endpoint charging(Charge other) {
        return new Endpoint(method, path, access, other, credential, handler);
    }

    /// The same as a credential route.
    public Endpoint takingCredentials() {
        return new Endpoint(method, path, access, charge, true, handler);
    }

    /// Whether the path may end in anything.
    boolean takesRest() {
        return path.endsWith(REST);
    }

    /// Method and template: the name of the endpoint.
    public String name() {
        return method.text() + " " + (takesRest() ? path.substring(0, path.length() - REST.length()) + "{path}" : path);
    }
}
