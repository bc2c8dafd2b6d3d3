package io.tollgate.server.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/// A settings file, read into the texts that stand in it: a password of digits is not a number whose zeros mean nothing.
/// Collects problems instead of stopping at the first. No problem repeats a value, which may be a secret.
final class YamlSettings {
    private static final LoadSettings AS_TEXT =
            LoadSettings.builder().setSchema(new FailsafeSchema()).build();

    /// What somebody may say a value is, though it is taken as a text all the same.
    private static final Set<Tag> TAGS_OF_TEXTS = Set.of(Tag.STR, Tag.NULL, Tag.BOOL, Tag.INT, Tag.FLOAT);

    /// What says without quotes that there is no value, as does nothing at all.
    private static final String NOTHING = "null";

    /// The library's words of a value that begins with `*` or `!`, before what it repeats of the value.
    private static final Pattern BEFORE_VALUE = Pattern.compile("(found undefined (?:alias|tag handle)) .*");

    private final Path file;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Map<String, Node> places = new HashMap<>();

    private YamlSettings(Path file) {
        this.file = file;
    }

    static YamlSettings read(Path file) {
        YamlSettings settings = new YamlSettings(file);
        try {
            new Compose(AS_TEXT).composeString(Files.readString(file)).ifPresent(settings::takeDocument);
        } catch (MarkedYamlEngineException e) {
            settings.problem(e.getProblemMark(), "not valid YAML: " + reason(e));
        } catch (YamlEngineException e) {
            settings.problem(Optional.empty(), "not valid YAML: " + e.getMessage());
        } catch (IOException e) {
            settings.problem(Optional.empty(), "cannot be read");
        }
        return settings;
    }

    private static String reason(MarkedYamlEngineException e) {
        String problem = BEFORE_VALUE.matcher(e.getProblem()).replaceAll("$1");
        return Optional.ofNullable(e.getContext()).filter(context -> !context.isBlank()).map(context -> context + ", ").orElse("")
                + problem;
    }

    /// By key; empty where nothing is set.
    Map<String, String> texts() {
        return texts;
    }

    List<String> problems() {
        return problems;
    }

    private void problem(Node node, String what) {
        problem(node.getStartMark(), what);
    }

    private void problem(Optional<Mark> place, String what) {
        String where = place.map(mark -> ", line %d, column %d".formatted(mark.getLine() + 1, mark.getColumn() + 1)).orElse("");
        problems.add(file + where + ": " + what);
    }

    private void takeDocument(Node document) {
        switch (document) {
            case MappingNode map -> take("", map);
            case ScalarNode scalar when isNothing(scalar) -> {}
            default -> problem(Optional.empty(), "must be a mapping of keys to values");
        }
    }

    /// Nested and dotted keys mean the same: `data: {dir: x}` and `data.dir: x`.
    private void take(String prefix, MappingNode map) {
        Map<String, Node> keys = new HashMap<>();
        for (NodeTuple entry : map.getValue()) {
            // Others the library does not accept.
            ScalarNode key = (ScalarNode) entry.getKeyNode();
            if (isFirst(keys, prefix + key.getValue(), key)) {
                take(prefix + key.getValue(), key, entry.getValueNode());
            }
        }
    }

    private void take(String name, ScalarNode key, Node value) {
        switch (value) {
            case MappingNode nested when nested.isRecursive() -> problem(key, name + " is within itself");
            case MappingNode nested -> take(name + ".", nested);
            case SequenceNode list -> put(name, key, list(name, list));
            case ScalarNode scalar -> put(name, key, text(name, scalar));
            default -> throw new IllegalStateException("no kind of value: " + value.getNodeType());
        }
    }

    private void put(String name, ScalarNode key, String text) {
        if (isFirst(places, name, key)) {
            texts.put(name, text);
        }
    }

    private boolean isFirst(Map<String, Node> known, String name, Node key) {
        Node first = known.putIfAbsent(name, key);
        if (first == null) {
            return true;
        }
        problem(key, "%s is there twice; it is in line %d already"
                .formatted(name, first.getStartMark().orElseThrow().getLine() + 1));
        return false;
    }

    private String list(String name, SequenceNode list) {
        StringJoiner items = new StringJoiner(",");
        for (Node item : list.getValue()) {
            if (item instanceof ScalarNode scalar && !isNothing(scalar)) {
                items.add(text(name, scalar));
            } else {
                problem(item, "%s has an item that is no value".formatted(name));
            }
        }
        return items.toString();
    }

    private String text(String name, ScalarNode scalar) {
        if (!TAGS_OF_TEXTS.contains(scalar.getTag())) {
            problem(scalar, name + " has a value with a tag; put one that begins with ! in quotes");
        }
        return isNothing(scalar) ? "" : scalar.getValue();
    }

    private static boolean isNothing(ScalarNode scalar) {
        return scalar.getTag().equals(Tag.NULL) || scalar.isPlain() && scalar.getValue().equals(NOTHING);
    }
}
