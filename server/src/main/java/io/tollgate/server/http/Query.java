package io.tollgate.server.http;

import io.helidon.common.uri.UriQuery;
import java.util.Optional;
import java.util.function.Function;

/// The parameters behind the question mark. Each reading method checks and throws a [ProblemException] naming the
/// parameter.
public final class Query {
    private static final int MAX_TEXT = 256;

    private final UriQuery query;

    Query(UriQuery query) {
        this.query = query;
    }

    /// Whether the parameter is there, with or without a value.
    public boolean has(String name) {
        return query.contains(name);
    }

    public Optional<String> text(String name) {
        Optional<String> text = query.first(name).asOptional();
        if (text.filter(t -> t.length() > MAX_TEXT || !Texts.isWellFormed(t)).isPresent()) {
            throw ProblemException.invalid(name, "not_text", "The parameter " + name + " is not usable text.");
        }
        return text.filter(t -> !t.isEmpty());
    }

    public int integer(String name, int otherwise, int min, int max) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below like a number out of range.
        }
        throw ProblemException.invalid(
                name, "out_of_range", "The parameter %s must be from %d to %d.".formatted(name, min, max));
    }

    /// A parameter that must be one of a known set.
    public <T> Optional<T> parsed(String name, Function<String, Optional<T>> parser) {
        return text(name).map(text -> parser.apply(text)
                .orElseThrow(() -> ProblemException.invalid(
                        name, "unknown_value", "The parameter " + name + " has no such value.")));
    }
}
