package io.tollgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.testing.Answer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;

/// An OpenAPI document, as far as the tests need to understand one.
final class OpenApiDocument {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch", "head", "options");

    private final Map<?, ?> root;

    OpenApiDocument(String yaml) {
        root = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
    }

    /// All operations, as `GET /path`.
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        paths().forEach((path, item) -> ((Map<?, ?>) item).keySet().stream()
                .filter(METHODS::contains)
                .map(method -> method.toString().toUpperCase(Locale.ROOT) + " " + path)
                .forEach(operations::add));
        return operations;
    }

    private Map<?, ?> paths() {
        return map(root, "paths");
    }

    /// Whether an operation cannot do without a token or cookie.
    boolean isProtected(String operation) {
        return operation(operation).get("security") instanceof List<?> alternatives && !alternatives.contains(Map.of());
    }

    /// Whether a request may have a body.
    boolean takesBody(String operation) {
        return operation(operation).containsKey("requestBody");
    }

    /// Whether the dashboard's cookie is as good as a token.
    boolean takesCookie(String operation) {
        return operation(operation).get("security") instanceof List<?> alternatives
                && alternatives.stream().anyMatch(alternative -> ((Map<?, ?>) alternative).containsKey("dashboardCookie"));
    }

    /// The request headers that are described for an operation.
    Set<String> headers(String operation) {
        Set<String> headers = new TreeSet<>();
        for (Map<?, ?> node : List.of(map(paths(), operation.split(" ")[1]), operation(operation))) {
            if (node.get("parameters") instanceof List<?> parameters) {
                parameters.stream()
                        .map(this::resolved)
                        .filter(parameter -> parameter.get("in").equals("header"))
                        .forEach(parameter -> headers.add(parameter.get("name").toString()));
            }
        }
        return headers;
    }

    private Map<?, ?> operation(String operation) {
        String[] words = operation.split(" ");
        return map(map(paths(), words[1]), words[0].toLowerCase(Locale.ROOT));
    }

    /// The statuses that are described for an operation, without `default`.
    Set<String> statuses(String operation) {
        Set<String> statuses = new LinkedHashSet<>();
        map(operation(operation), "responses").keySet().forEach(status -> statuses.add(status.toString()));
        statuses.remove("default");
        return statuses;
    }

    /// The examples of problem documents, of all answers with that status.
    List<Map<?, ?>> problemExamples(String operation, String status) {
        Map<?, ?> response = resolved(map(operation(operation), "responses").get(status));
        List<Map<?, ?>> examples = new ArrayList<>();
        each(response, node -> {
            if (node.containsKey("code") && node.containsKey("requestId") && node.containsKey("status")) {
                examples.add(node);
            }
        });
        return examples;
    }

    /// The codes that the schema of problems lists.
    List<?> problemCodes() {
        Map<?, ?> problem = resolved(Map.of("$ref", "#/components/schemas/Problem"));
        return (List<?>) map(map(problem, "properties"), "code").get("enum");
    }

    Set<String> references() {
        Set<String> references = new TreeSet<>();
        each(root, node -> Optional.ofNullable(node.get("$ref")).ifPresent(to -> references.add(to.toString())));
        return references;
    }

    boolean leadsSomewhere(String reference) {
        return find(reference) != null;
    }

    private static void each(Object node, Consumer<Map<?, ?>> visitor) {
        if (node instanceof Map<?, ?> map) {
            visitor.accept(map);
            map.values().forEach(value -> each(value, visitor));
        } else if (node instanceof List<?> list) {
            list.forEach(value -> each(value, visitor));
        }
    }

    /// Fails unless the answer is one that is described: status, required headers, and a body of the schema with no
    /// field besides.
    void assertDescribes(String operation, Answer answer) {
        String status = String.valueOf(answer.status());
        assertThat(statuses(operation)).as(operation).contains(status);
        Map<?, ?> response = resolved(map(operation(operation), "responses").get(status));
        map(response, "headers").forEach((name, header) -> {
            if (Boolean.TRUE.equals(resolved(header).get("required"))) {
                assertThat(answer.header(name.toString())).as("%s of %s %s", name, operation, status).isNotEmpty();
            }
        });
        if (!response.containsKey("content")) {
            assertThat(answer.body()).as(operation).isEmpty();
            return;
        }
        Map<?, ?> content = map(response, "content");
        String type = content.containsKey("*/*") ? "*/*" : answer.header("Content-Type");
        assertThat(content.containsKey(type)).as("%s %s as %s", operation, status, type).isTrue();
        Map<?, ?> media = map(content, type);
        if (operation.startsWith("HEAD ")) {
            assertThat(answer.body()).as(operation).isEmpty();
        } else if (media.containsKey("schema")) {
            check(operation + " " + status, answer.json(), map(media, "schema"));
        }
    }

    private void check(String where, JsonNode value, Map<?, ?> given) {
        Map<?, ?> schema = resolved(given);
        assertThat(typeOf(value)).as(where).isIn(types(schema));
        Optional.ofNullable(schema.get("const")).ifPresent(text -> assertThat(value.asString()).as(where).isEqualTo(text));
        Optional.ofNullable((List<?>) schema.get("enum"))
                .ifPresent(texts -> assertThat((Object) value.asString()).as(where).isIn(texts));
        Optional.ofNullable(schema.get("pattern"))
                .map(pattern -> Pattern.compile(pattern.toString()))
                .ifPresent(pattern -> assertThat(value.asString()).as(where).containsPattern(pattern));
        if (value.isObject()) {
            Map<?, ?> properties = schema.containsKey("properties") ? map(schema, "properties") : Map.of();
            Optional.ofNullable((List<?>) schema.get("required"))
                    .ifPresent(required -> required.forEach(name -> assertThat(value.has(name.toString())).as("%s has %s", where, name).isTrue()));
            value.properties().forEach(property -> {
                String name = where + "/" + property.getKey();
                Object ofProperty = properties.containsKey(property.getKey())
                        ? properties.get(property.getKey())
                        : schema.get("additionalProperties");
                assertThat(ofProperty).as(name).isNotNull();
                check(name, property.getValue(), (Map<?, ?>) ofProperty);
            });
        } else if (value.isArray()) {
            value.forEach(item -> check(where + "[]", item, map(schema, "items")));
        }
    }

    private static List<?> types(Map<?, ?> schema) {
        Object type = schema.get("type");
        return type instanceof List<?> several ? several : List.of(type);
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT, POJO -> "object";
            case ARRAY -> "array";
            case STRING, BINARY -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case NULL, MISSING -> "null";
        };
    }

    private Map<?, ?> resolved(Object node) {
        Map<?, ?> map = (Map<?, ?>) node;
        return map.containsKey("$ref") ? resolved(find(map.get("$ref").toString())) : map;
    }

    private Object find(String reference) {
        Object node = root;
        for (String step : reference.substring("#/".length()).split("/")) {
            node = node instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return node;
    }

    private static Map<?, ?> map(Map<?, ?> node, String key) {
        return (Map<?, ?>) node.get(key);
    }
}
