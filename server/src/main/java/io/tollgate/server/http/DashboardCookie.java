package io.tollgate.server.http;

/// The cookie that keeps somebody signed in to the dashboard.
public final class DashboardCookie {
    static final String NAME = "tollgate_dashboard";

    private DashboardCookie() {}

    /// The header that sets it until the browser is closed.
    public static String set(String value, boolean secure) {
        return NAME + "=" + value + attributes(secure);
    }

    /// The header that removes it.
    public static String clear(boolean secure) {
        return NAME + "=; Max-Age=0" + attributes(secure);
    }

    private static String attributes(boolean secure) {
        return "; Path=/; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
    }
}
