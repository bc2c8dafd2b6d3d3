package io.tollgate.server.alert;

import java.net.URI;
import java.util.Optional;

/// Where a Sentry project takes envelopes, and the key to be shown there; read from
/// `https://KEY[:SECRET]@host[:port][/path]/PROJECT`.
record SentryDsn(URI envelopes, String key, Optional<String> secret) {

    /// @throws IllegalArgumentException that does not repeat the text
    static SentryDsn parse(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        String path = Optional.ofNullable(uri.getPath()).orElse("");
        int slash = path.lastIndexOf('/');
        boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        if (!web || uri.getHost() == null || uri.getUserInfo() == null || slash < 0 || slash == path.length() - 1) {
            throw invalid();
        }
        String[] keys = uri.getUserInfo().split(":", 2);
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String base = uri.getScheme() + "://" + uri.getHost() + port + path.substring(0, slash);
        return new SentryDsn(
                URI.create(base + "/api/" + path.substring(slash + 1) + "/envelope/"),
                keys[0],
                keys.length == 2 ? Optional.of(keys[1]) : Optional.empty());
    }

    private static IllegalArgumentException invalid() {
        return new IllegalArgumentException("a DSN is https://key@host/project");
    }

    /// The value of the header `X-Sentry-Auth`.
    String authorization() {
        return "Sentry sentry_version=7, sentry_client=" + SentryChannel.CLIENT + ", sentry_key=" + key
                + secret.map(text -> ", sentry_secret=" + text).orElse("");
    }

    @Override
    public String toString() {
        return "SentryDsn[***]";
    }
}
