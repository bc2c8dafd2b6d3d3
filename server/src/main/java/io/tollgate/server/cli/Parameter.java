package io.tollgate.server.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.PositionalParamSpec;

/// An argument of a command that is no option.
final class Parameter implements ISetter {
    private String value = "";

    String value() {
        return value;
    }

    void addTo(CommandSpec command, int index, String label, String description) {
        command.addPositional(PositionalParamSpec.builder()
                .index(String.valueOf(index))
                .paramLabel(label)
                .type(String.class)
                .required(true)
                .description(description)
                .setter(this)
                .build());
    }

    @Override
    public <T> T set(T given) {
        value = String.valueOf(given);
        return given;
    }
}
