package io.tollgate.server.dashboard;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.Charge;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.ProblemException;
import java.util.List;
import java.util.Optional;

/// Serves the dashboard at `/`, the two pages that mailed links lead to, and what they consist of. Open to everybody: the
/// files hold nothing secret, the figures come from endpoints that ask who is there. Not limited, so that the dashboard
/// opens during an attack. Thread-safe.
public final class DashboardPages {
    private static final HeaderName POLICY = HeaderNames.create("Content-Security-Policy");
    /// Own files only. `data:` is for the images that a style sheet may hold. Trusted types keep text from becoming markup,
    /// whatever a script does with it.
    private static final String OWN_FILES_ONLY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; "
            + "require-trusted-types-for 'script'";

    private final Assets assets = new Assets();

    public List<Endpoint> endpoints() {
        return List.of(
                page("/", "index.html"),
                page("/reset", "reset.html"),
                page("/verify", "verify.html"),
                file("/assets/{name}", call -> Assets.isPublicName(call.pathText("name"))
                        ? assets.find(call.pathText("name"))
                        : Optional.empty()));
    }

    private Endpoint page(String path, String name) {
        return file(path, _ -> assets.find(name));
    }

    private static Endpoint file(String path, AssetOf assetOf) {
        return Endpoint.get(path, Access.everyone(), call -> send(call, assetOf.find(call)))
                .charging(Charge.NONE);
    }

    @FunctionalInterface
    private interface AssetOf {
        Optional<Asset> find(Call call);
    }

    private static void send(Call call, Optional<Asset> found) {
        Asset asset = found.orElseThrow(() -> ProblemException.of(ErrorCode.NOT_FOUND));
        call.setHeader(POLICY, OWN_FILES_ONLY)
                // Kept, but asked about each time: after an upgrade no page runs with an old part.
                .setHeader(HeaderNames.CACHE_CONTROL, "no-cache")
                .setHeader(HeaderNames.ETAG, asset.etag())
                .setHeader(HeaderNames.VARY, "Accept-Encoding");
        if (call.header(HeaderNames.IF_NONE_MATCH).filter(asset::isNamedIn).isPresent()) {
            call.reply(304);
            return;
        }
        call.setHeader(HeaderNames.CONTENT_TYPE, asset.contentType());
        if (call.header(HeaderNames.ACCEPT_ENCODING).filter(text -> text.contains("gzip")).isPresent()) {
            call.setHeader(HeaderNames.CONTENT_ENCODING, "gzip");
            call.replyBytes(200, asset.zipped());
        } else {
            call.replyBytes(200, asset.content());
        }
    }
}
