package io.tollgate.server.cli;

import io.tollgate.server.settings.SettingKey;
import io.tollgate.server.settings.SettingKeys;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How something is typed.
///
/// @param path  the words that lead to it
/// @param entry what they lead to
record Usage(List<String> path, Entry entry) {
    private static final List<String> COMMON = List.of(
            item("-h, --help", "shows this and ends"), item("-V, --version", "shows the version and ends"));

    /// The whole help.
    String text() {
        Stream<String> particulars = switch (entry) {
            case Entry.Group group -> group.entries().stream().map(below -> item(below.name(), below.description()));
            case Entry.Command command ->
                Stream.concat(
                        command.parameters().stream().map(one -> item(one.name(), one.description())),
                        Stream.concat(
                                Stream.of(item("--" + CommandLine.CONFIG + "=FILE", "settings file (default: tollgate.yaml, if there)")),
                                SettingKeys.ALL.stream().map(Usage::option)));
        };
        return Stream.of(Stream.of(synopsis(), entry.description(), ""), particulars, COMMON.stream())
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n"));
    }

    /// One line.
    String synopsis() {
        String rest = switch (entry) {
            case Entry.Group _ -> " COMMAND";
            case Entry.Command command ->
                command.parameters().stream().map(one -> " " + one.name()).collect(Collectors.joining()) + " [OPTIONS]";
        };
        return "Usage: " + String.join(" ", path) + rest;
    }

    private static String option(SettingKey key) {
        String otherwise = key.defaultText().map(text -> " (default: " + text + ")").orElse("");
        return item("--" + key.name() + "=VALUE", key.meaning() + otherwise);
    }

    private static String item(String name, String meaning) {
        return "  %-16s %s".formatted(name, name.length() > 16 ? "\n                   " + meaning : meaning);
    }
}
