package io.tollgate.server.file;

import java.text.Normalizer;
import java.util.Optional;

/// What a file is called by its owner. Only shown, never used as a path.
record FileName(String text) {
    private static final int MAX_CODE_POINTS = 255;

    /// The last segment of what was sent, without control characters; empty when nothing usable is left.
    static Optional<FileName> parse(String sent) {
        String last = sent.substring(Math.max(sent.lastIndexOf('/'), sent.lastIndexOf('\\')) + 1);
        StringBuilder kept = new StringBuilder();
        Normalizer.normalize(last, Normalizer.Form.NFC)
                .codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE
                        && Character.getType(c) != Character.FORMAT)
                .limit(MAX_CODE_POINTS)
                .forEach(kept::appendCodePoint);
        String name = kept.toString().strip();
        return name.isEmpty() || name.equals(".") || name.equals("..")
                ? Optional.empty()
                : Optional.of(new FileName(name));
    }
}
