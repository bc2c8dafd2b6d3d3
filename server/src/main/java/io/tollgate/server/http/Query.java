package io.tollgate.server.http;

import io.helidon.common.uri.UriQuery;
import io.tollgate.server.identity.TimeOrderedIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The parameters behind the question mark. Each reading method checks and throws a [ProblemException] naming the
/// parameter.
public final class Query {
    private static final int MAX_TEXT = 256;
    private static final int MAX_VALUES = 100;

    private final UriQuery query;

    Query(UriQuery query) {
        this.query = query;
    }

    /// Whether the parameter is there, with or without a value.
    public boolean has(String name) {
        return query.contains(name);
    }

    public Optional<String> text(String name) {
        // Asked first: the library takes an absent parameter for an error, at the price of one.
        Optional<String> text = has(name) ? query.first(name).asOptional() : Optional.empty();
        if (text.filter(t -> t.length() > MAX_TEXT || !Texts.isWellFormed(t)).isPresent()) {
            throw ProblemException.invalid(name, "not_text", "The parameter " + name + " is not usable text.");
        }
        return text.filter(t -> !t.isEmpty());
    }

    /// A parameter that may be given several times, with commas between values, or both. Values that are the same count
    /// once.
    ///
    /// @param what a value must be, for the answer to a wrong one: `a role`
    public <T> List<T> parsedList(String name, String what, Function<String, Optional<T>> parser) {
        List<T> values = new ArrayList<>();
        if (has(name)) {
            for (String given : query.all(name)) {
                for (String item : given.split(",", -1)) {
                    if (values.size() == MAX_VALUES) {
                        throw ProblemException.invalid(
                                name, "too_many", "The parameter " + name + " may have at most " + MAX_VALUES + " values.");
                    }
                    if (!item.isBlank()) {
                        values.add(parser.apply(item.strip()).orElseThrow(() -> unknown(name, what)));
                    }
                }
            }
        }
        return values.stream().distinct().toList();
    }

    private static ProblemException unknown(String name, String what) {
        return ProblemException.invalid(name, "unknown_value", "The parameter " + name + " must be " + what + ".");
    }

    /// A parameter that must be an id of ours.
    ///
    /// @param what whose id it must be, for the answer to a wrong one: `the id of an account`
    public Optional<String> id(String name, String what) {
        return parsed(name, what, text -> Optional.of(text).filter(TimeOrderedIds::isWellFormed));
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

    /// A parameter that must be of a form or one of a known set.
    ///
    /// @param what it must be, for the answer to a wrong one: `a time such as 2026-01-31T12:00:00Z`
    public <T> Optional<T> parsed(String name, String what, Function<String, Optional<T>> parser) {
        return text(name).map(text -> parser.apply(text).orElseThrow(() -> unknown(name, what)));
    }
}
