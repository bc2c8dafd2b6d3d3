package io.tollgate.lab.report;

import java.util.List;
import java.util.Set;

/// Markup. Whatever is not made by this type is text, and is escaped when it becomes part of it.
record Html(String markup) {
    private static final Set<String> VOID_ELEMENTS = Set.of("meta", "br", "line", "path", "rect", "circle", "polyline");

    /// Part of an element's start tag.
    record Attribute(String name, String value) {}

    static Attribute attribute(String name, Object value) {
        return new Attribute(name, String.valueOf(value));
    }

    static Attribute style(String cssClass) {
        return new Attribute("class", cssClass);
    }

    /// @param parts attributes, markup, and anything else as text, in any order
    static Html element(String name, Object... parts) {
        StringBuilder attributes = new StringBuilder();
        StringBuilder content = new StringBuilder();
        for (Object part : parts) {
            if (part instanceof Attribute(String key, String value)) {
                attributes.append(' ').append(key).append("=\"").append(escape(value)).append('"');
            } else {
                content.append(of(part).markup);
            }
        }
        String start = "<" + name + attributes;
        // Closed as XML wants it too, so that a page can be checked for being well-formed.
        return new Html(VOID_ELEMENTS.contains(name) ? start + "/>" : start + ">" + content + "</" + name + ">");
    }

    static Html join(Iterable<?> parts) {
        StringBuilder content = new StringBuilder();
        parts.forEach(part -> content.append(of(part).markup));
        return new Html(content.toString());
    }

    static Html join(Object... parts) {
        return join(List.of(parts));
    }

    static Html empty() {
        return new Html("");
    }

    private static Html of(Object part) {
        return part instanceof Html html ? html : new Html(escape(String.valueOf(part)));
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(Character.isISOControl(c) && c != '\n' && c != '\t' ? ' ' : c);
            }
        });
        return escaped.toString();
    }
}
