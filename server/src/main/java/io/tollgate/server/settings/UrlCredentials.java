package io.tollgate.server.settings;

import java.util.regex.Pattern;

/// Passwords within URLs, such as `redis://user:secret@host`, `redis://secret@host` or
/// `jdbc:postgresql://host/name?password=secret`.
public final class UrlCredentials {
    /// All of it but a name before a colon. A slash does not end it: in a password it should have been encoded, and may not be.
    private static final Pattern USER_INFO = Pattern.compile("(://(?:[^:@/?]*:)?)[^?]*@");
    private static final Pattern PARAMETER = Pattern.compile("([?&][^=&]*password=)[^&]*", Pattern.CASE_INSENSITIVE);

    private UrlCredentials() {}

    /// The text without them, to be shown.
    public static String hide(String url) {
        return PARAMETER.matcher(USER_INFO.matcher(url).replaceAll("$1***@")).replaceAll("$1***");
    }
}
