package io.tollgate.server.http;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The JSON object of a request. Each reading method checks type and length and throws a [ProblemException] naming the
/// field. Fields nobody reads are ignored.
public final class JsonBody {
    private static final int MAX_REASON = 200;

    private final JsonNode object;

    JsonBody(JsonNode object) {
        if (!object.isObject()) {
            throw ProblemException.invalid("body", "not_object", "The body must be a JSON object.");
        }
        this.object = object;
    }

    /// A required string of 1 to `maxLength` UTF-16 units.
    public String string(String field, int maxLength) {
        return optionalString(field, maxLength).orElseThrow(() -> missing(field));
    }

    /// A string that may be absent, null or blank, which all mean "none".
    public Optional<String> optionalString(String field, int maxLength) {
        JsonNode node = object.get(field);
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isString()) {
            throw ProblemException.invalid(field, "wrong_type", "The field " + field + " must be a string.");
        }
        String text = node.stringValue();
        if (text.length() > maxLength) {
            throw ProblemException.invalid(
                    field, "too_long", "The field %s must have at most %d characters.".formatted(field, maxLength));
        }
        if (!Texts.isWellFormed(text)) {
            throw ProblemException.invalid(
                    field, "not_text", "The field " + field + " holds characters that are not text.");
        }
        return Optional.of(text).filter(t -> !t.isBlank());
    }

    /// A string of one line: no control characters.
    public Optional<String> optionalLine(String field, int maxLength) {
        Optional<String> text = optionalString(field, maxLength).map(String::strip);
        if (text.filter(Texts::hasControlCharacter).isPresent()) {
            throw ProblemException.invalid(field, "not_text", "The field " + field + " must be one line of text.");
        }
        return text;
    }

    /// As [#optionalLine], of at least one visible character.
    public String line(String field, int maxLength) {
        return optionalLine(field, maxLength).orElseThrow(() -> missing(field));
    }

    /// Why somebody does what he asks for: one line for the security log.
    public String reason() {
        return line("reason", MAX_REASON);
    }

    /// A whole number that may be absent or null.
    public Optional<Integer> optionalInteger(String field, int min, int max) {
        JsonNode node = object.get(field);
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isInt() || node.intValue() < min || node.intValue() > max) {
            throw ProblemException.invalid(
                    field, "out_of_range", "The field %s must be a number from %d to %d.".formatted(field, min, max));
        }
        return Optional.of(node.intValue());
    }

    /// True or false; false when absent or null.
    public boolean flag(String field) {
        JsonNode node = object.get(field);
        if (node == null || node.isNull()) {
            return false;
        }
        if (!node.isBoolean()) {
            throw ProblemException.invalid(field, "wrong_type", "The field " + field + " must be true or false.");
        }
        return node.booleanValue();
    }

    /// A list of short strings that may be absent or null.
    public Optional<List<String>> optionalStrings(String field, int maxSize, int maxLength) {
        JsonNode node = object.get(field);
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        boolean strings = node.isArray()
                && node.size() <= maxSize
                && node.valueStream().allMatch(item -> item.isString() && item.stringValue().length() <= maxLength);
        if (!strings) {
            throw ProblemException.invalid(field, "wrong_type", "The field " + field + " must be a list of strings.");
        }
        return Optional.of(node.valueStream().map(JsonNode::stringValue).toList());
    }

    private static ProblemException missing(String field) {
        return ProblemException.invalid(field, "missing", "The field " + field + " is required.");
    }
}
