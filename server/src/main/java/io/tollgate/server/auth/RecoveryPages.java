package io.tollgate.server.auth;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/// The pages that mailed links lead to where no application has its own. They run one script of ours, may talk to this
/// server only, and show nothing from outside as anything but text.
final class RecoveryPages {
    private static final HeaderName CONTENT_SECURITY_POLICY = HeaderNames.create("Content-Security-Policy");
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    private RecoveryPages() {}

    static List<Endpoint> endpoints() {
        return List.of(
                page("/reset", "reset.html", "text/html; charset=utf-8"),
                page("/verify", "verify.html", "text/html; charset=utf-8"),
                page("/recovery.js", "recovery.js", "text/javascript; charset=utf-8"),
                page("/recovery.css", "recovery.css", "text/css; charset=utf-8"));
    }

    private static Endpoint page(String path, String resource, String type) {
        byte[] bytes = read(resource);
        return Endpoint.get(path, Access.everyone(), call -> send(call, type, bytes));
    }

    private static byte[] read(String resource) {
        try (InputStream in = RecoveryPages.class.getResourceAsStream(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " cannot be read", e);
        }
    }

    private static void send(Call call, String type, byte[] bytes) {
        call.setHeader(CONTENT_SECURITY_POLICY, POLICY);
        call.setHeader(HeaderNames.CONTENT_TYPE, type);
        call.replyBytes(200, bytes);
    }
}
