package io.tollgate.server.file;

import java.util.Optional;
import java.util.regex.Pattern;

/// The type of a file as its owner sent it; a header of the answer when he downloads it.
final class ContentType {
    private static final String UNKNOWN = "application/octet-stream";
    private static final int MAX_LENGTH = 255;

    /// RFC 6838, 4.2.
    private static final String NAME = "[A-Za-z0-9!#$&^_.+-]{1,127}";

    /// RFC 9110, 5.6; without the tab and what is not ASCII.
    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";

    private static final String QUOTED = "\"(?:[ !#-\\[\\]-~]|\\\\[ -~])*\"";
    private static final String PARAMETER = " *" + TOKEN + "=(?:" + TOKEN + "|" + QUOTED + ")";
    private static final Pattern TYPE = Pattern.compile(NAME + "/" + NAME + "(?: *;(?:" + PARAMETER + ")?)*");

    private ContentType() {}

    /// The type as it stands; that of any bytes when it is none or too long.
    static String of(Optional<String> sent) {
        return sent.filter(type -> type.length() <= MAX_LENGTH && TYPE.matcher(type).matches())
                .orElse(UNKNOWN);
    }
}
