package io.tollgate.server.cli;

import java.util.List;
import java.util.Optional;

/// What a word on the command line can name.
sealed interface Entry {
    String name();

    /// One line for a person.
    String description();

    /// Does something. Every command takes every setting as an option, such as `--port 8081`, and `--config FILE`.
    ///
    /// @param parameters what it takes beside the options, all of it required
    record Command(String name, String description, List<Parameter> parameters, Action action) implements Entry {

        Command(String name, String description, Action action) {
            this(name, description, List.of(), action);
        }
    }

    /// Commands under one word.
    record Group(String name, String description, List<Entry> entries) implements Entry {

        Optional<Entry> find(String word) {
            return entries.stream().filter(entry -> entry.name().equals(word)).findFirst();
        }
    }

    /// An argument that is no option.
    record Parameter(String name, String description) {}

    @FunctionalInterface
    interface Action {

        /// @return the exit code
        int run(Invocation invocation) throws Exception;
    }
}
