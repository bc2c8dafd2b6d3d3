package io.tollgate.lab.scenario;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The fields of a mapping, each read once; what nobody read is unknown.
final class Fields {
    private final String at;
    private final Map<?, ?> values;
    private final Set<Object> read = new HashSet<>();

    /// @param at where the mapping stands, with a dot, for messages; empty at the top
    Fields(String at, Map<?, ?> values) {
        this.at = at;
        this.values = values;
    }

    boolean has(String key) {
        return values.get(key) != null;
    }

    Optional<String> text(String key) {
        read.add(key);
        return Optional.ofNullable(values.get(key)).map(String::valueOf).map(String::strip);
    }

    String required(String key) {
        return text(key).orElseThrow(() -> new IllegalArgumentException(at + key + " is missing"));
    }

    <T> Optional<T> parsed(String key, Function<String, T> parser) {
        try {
            return text(key).map(parser);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(at + key + ": " + e.getMessage(), e);
        }
    }

    int integer(String key, int otherwise) {
        return parsed(key, Fields::parseInteger).orElse(otherwise);
    }

    static int parseInteger(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(text + " is no whole number", e);
        }
    }

    Fields mapping(String key) {
        read.add(key);
        return of(at + key, values.get(key) == null ? Map.of() : values.get(key));
    }

    static Fields of(String name, Object value) {
        if (value instanceof Map<?, ?> map) {
            return new Fields(name + ".", map);
        }
        throw new IllegalArgumentException(name + " must be a mapping of names to values");
    }

    List<?> list(String key) {
        read.add(key);
        return switch (values.get(key)) {
            case null -> List.of();
            case List<?> list -> list;
            case Object one -> List.of(one);
        };
    }

    /// The names in it, in no order.
    List<String> names() {
        return values.keySet().stream().map(String::valueOf).toList();
    }

    /// @throws IllegalArgumentException when there is a field that nobody read
    void done() {
        for (Object key : values.keySet()) {
            if (!read.contains(key)) {
                throw new IllegalArgumentException(at + key + " is not known here");
            }
        }
    }
}
