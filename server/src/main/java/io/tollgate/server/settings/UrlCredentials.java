package io.tollgate.server.settings;

import java.util.regex.Pattern;

/// Passwords within URLs, such as `redis://user:secret@host` or `jdbc:postgresql://host/name?password=secret`.
public final class UrlCredentials {
    private static final Pattern USER_INFO = Pattern.compile("(://[^:@/]*:)[^/]*@");
    private static final Pattern PARAMETER = Pattern.compile("([?&][^=&]*password=)[^&]*", Pattern.CASE_INSENSITIVE);

    private UrlCredentials() {}

    /// The text without them, to be shown.
    public static String hide(String url) {
        return PARAMETER.matcher(USER_INFO.matcher(url).replaceAll("$1***@")).replaceAll("$1***");
    }
}
