package io.tollgate.lab.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads definitions. A field nobody knows is an error, for a misspelt threshold that silently does not hold is worse
/// than a run that does not begin.
public final class ScenarioReader {
    private static final int FILE_SIZE = 4_096;
    private static final int CONNECTIONS = 16;

    private ScenarioReader() {}

    /// @param source what messages call it
    /// @throws ScenarioException when it cannot be used
    public static Scenario read(String source, String yaml) {
        try {
            Object loaded = new Load(LoadSettings.builder().setLabel(source).build()).loadFromString(yaml);
            if (!(loaded instanceof Map<?, ?> map)) {
                throw new ScenarioException(source, "a scenario is a mapping of names to values");
            }
            return scenario(new Fields("", map));
        } catch (YamlEngineException e) {
            throw new ScenarioException(source, "not YAML: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new ScenarioException(source, String.valueOf(e.getMessage()));
        }
    }

    private static Scenario scenario(Fields fields) {
        Users users = users(fields.mapping("users"));
        Scenario scenario = new Scenario(
                fields.required("name"),
                fields.required("description"),
                fields.parsed("warm-up", Durations::parse).orElse(Duration.ZERO),
                fields.parsed("alone", Durations::parse).orElse(Duration.ZERO),
                stages(fields, users.count()),
                users,
                fields.has("attack") ? Optional.of(assault(fields.mapping("attack"))) : Optional.empty(),
                fields.list("thresholds").stream().map(String::valueOf).toList(),
                settings(fields.mapping("server")));
        fields.done();
        return scenario;
    }

    private static List<Stage> stages(Fields fields, int users) {
        Optional<Duration> duration = fields.parsed("duration", Durations::parse);
        List<?> listed = fields.list("stages");
        if (duration.isPresent() != listed.isEmpty()) {
            throw new IllegalArgumentException("a scenario has either a duration or stages");
        }
        if (duration.isPresent()) {
            return List.of(new Stage(duration.get(), users, users));
        }
        List<Stage> stages = new ArrayList<>();
        int from = 0;
        for (Object item : listed) {
            Fields stage = Fields.of("stages", item);
            int to = stage.integer("to", from);
            stages.add(new Stage(Durations.parse(stage.required("in")), from, to));
            stage.done();
            from = to;
        }
        return stages;
    }

    private static Users users(Fields fields) {
        Map<Operation, Integer> mix = new HashMap<>();
        Fields shares = fields.mapping("mix");
        for (String name : shares.names()) {
            mix.put(userOperation(name), shares.integer(name, 0));
        }
        Users users = new Users(
                fields.integer("count", 0),
                fields.parsed("rate", Pace::parse),
                mix,
                fields.list("script").stream().map(ScenarioReader::step).toList(),
                fields.parsed("addresses", Fields::parseInteger),
                fields.integer("file-size", FILE_SIZE));
        fields.done();
        return users;
    }

    private static Users.Step step(Object item) {
        Fields fields = Fields.of("users.script", item);
        Users.Step step = new Users.Step(
                userOperation(fields.required("do")),
                fields.parsed("pause", Durations::parse).orElse(Duration.ZERO));
        fields.done();
        return step;
    }

    private static Operation userOperation(String name) {
        return Operation.parse(name)
                .filter(operation -> !operation.isAttack())
                .orElseThrow(() -> new IllegalArgumentException("users cannot " + name));
    }

    private static Assault assault(Fields fields) {
        Assault assault = new Assault(
                fields.integer("attackers", 0),
                Pace.parse(fields.required("each")),
                fields.list("what").stream()
                        .map(name -> Operation.parse(String.valueOf(name))
                                .orElseThrow(() -> new IllegalArgumentException("attackers cannot " + name)))
                        .toList(),
                fields.integer("accounts", 0),
                fields.integer("unknown", 0),
                fields.parsed("target", text -> Assault.Target.valueOf(text.toUpperCase(Locale.ROOT)))
                        .orElse(Assault.Target.ONE),
                fields.text("path").orElse("/api/files"),
                fields.integer("connections", CONNECTIONS));
        fields.done();
        return assault;
    }

    private static Map<String, String> settings(Fields fields) {
        Map<String, String> settings = new HashMap<>();
        fields.names().forEach(name -> settings.put(name, fields.required(name)));
        return settings;
    }
}
