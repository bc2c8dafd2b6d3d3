package io.tollgate.lab.scenario;

/// A definition that cannot be used: says which, and what is wrong with it.
public final class ScenarioException extends RuntimeException {

    ScenarioException(String source, String problem) {
        super(source + ": " + problem);
    }
}
