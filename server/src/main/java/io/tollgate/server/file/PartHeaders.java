package io.tollgate.server.file;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a part says of itself (RFC 7578, 4).
///
/// @param field of the form; empty for a part that belongs to none
/// @param fileName empty for a field that is no file
record PartHeaders(Optional<String> field, Optional<String> fileName, Optional<String> contentType) {
    private static final String LINE_END = "\r\n";
    private static final Pattern FOLD = Pattern.compile(LINE_END + "[ \\t]+");
    private static final String FORM_DATA = "form-data";

    /// Of a header that is there twice the first counts; a line that is no header means nothing.
    static PartHeaders parse(String lines) {
        Map<String, String> headers = new HashMap<>();
        for (String line : FOLD.matcher(lines).replaceAll(" ").split(LINE_END)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.putIfAbsent(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        Optional<HeaderParameters> disposition = Optional.ofNullable(headers.get("content-disposition"))
                .filter(value -> value.regionMatches(true, 0, FORM_DATA, 0, FORM_DATA.length()))
                .map(HeaderParameters::parse);
        return new PartHeaders(
                disposition.flatMap(parameters -> parameters.get("name")).filter(name -> !name.isEmpty()),
                disposition.flatMap(parameters -> parameters.decoded("filename")),
                Optional.ofNullable(headers.get("content-type")));
    }

    boolean isFileOf(String wanted) {
        return field.filter(wanted::equals).isPresent() && fileName.isPresent();
    }
}
