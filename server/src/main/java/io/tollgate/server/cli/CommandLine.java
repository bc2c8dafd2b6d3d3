package io.tollgate.server.cli;

import io.tollgate.server.settings.SettingKeys;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads what was typed, word by word: first what to do, then options and parameters in any order.
final class CommandLine {
    /// The option that names the settings file.
    static final String CONFIG = "config";

    private static final String OPTION = "--";

    /// What is to be done.
    sealed interface Request {
        record Run(Entry.Command command, Invocation invocation) implements Request {}

        record Help(Usage usage) implements Request {}

        record Version() implements Request {}
    }

    private final Map<String, String> environment;
    private final Deque<String> words;
    private final List<String> path = new ArrayList<>();
    private final Map<String, String> options = new LinkedHashMap<>();
    private final List<String> parameters = new ArrayList<>();
    private Entry entry;

    private CommandLine(Entry.Group root, Map<String, String> environment, List<String> words) {
        this.environment = environment;
        this.words = new ArrayDeque<>(words);
        this.entry = root;
        path.add(root.name());
    }

    /// @throws UsageException when it cannot be understood
    static Request read(Entry.Group root, Map<String, String> environment, List<String> words) {
        return new CommandLine(root, environment, words).read();
    }

    private Request read() {
        while (!words.isEmpty()) {
            String word = words.remove();
            switch (word) {
                case "-h", "--help" -> {
                    return new Request.Help(usage());
                }
                case "-V", "--version" -> {
                    return new Request.Version();
                }
                default -> take(word);
            }
        }
        return switch (entry) {
            case Entry.Group _ -> throw wrong("a command is missing");
            case Entry.Command command -> new Request.Run(command, invocation(command));
        };
    }

    private void take(String word) {
        switch (entry) {
            case Entry.Group group -> {
                entry = group.find(word).orElseThrow(() -> wrong("there is no command " + word));
                path.add(word);
            }
            case Entry.Command command -> {
                if (word.startsWith("-")) {
                    takeOption(word);
                } else if (parameters.size() == command.parameters().size()) {
                    throw wrong("nothing is known of \"" + word + "\"");
                } else {
                    parameters.add(word);
                }
            }
        }
    }

    private void takeOption(String word) {
        int equals = word.indexOf('=');
        String option = equals < 0 ? word : word.substring(0, equals);
        String name = option.startsWith(OPTION) ? option.substring(OPTION.length()) : option;
        if (!option.startsWith(OPTION) || !name.equals(CONFIG) && !SettingKeys.contains(name)) {
            throw wrong("there is no option " + option + "; did you mean " + OPTION + SettingKeys.nearest(name) + "?");
        }
        String value = equals < 0 ? next(option) : word.substring(equals + 1);
        if (options.put(name, value) != null) {
            throw wrong(option + " is there twice");
        }
    }

    private String next(String option) {
        if (words.isEmpty() || words.peek().startsWith(OPTION)) {
            throw wrong(option + " needs a value");
        }
        return words.remove();
    }

    private Invocation invocation(Entry.Command command) {
        if (parameters.size() < command.parameters().size()) {
            throw wrong(command.parameters().get(parameters.size()).name() + " is missing");
        }
        Optional<Path> file = Optional.ofNullable(options.remove(CONFIG)).map(Path::of);
        return new Invocation(environment, options, file, parameters);
    }

    private Usage usage() {
        return new Usage(path, entry);
    }

    private UsageException wrong(String message) {
        return new UsageException(message, usage());
    }
}
