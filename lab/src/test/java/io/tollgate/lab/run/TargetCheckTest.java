package io.tollgate.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetCheckTest {

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8080", "https://127.0.0.1", "http://127.1.2.3", "http://localhost:1", "http://[::1]:8080"})
    void thisMachineIsATarget(String uri) {
        assertThat(TargetCheck.objection(URI.create(uri), false)).isEmpty();
    }

    @Test
    void anotherMachineIsOneOnlyWhenItIsSaid() {
        URI other = URI.create("http://192.0.2.1:8080");

        assertThat(TargetCheck.objection(other, false)).hasValueSatisfying(text -> assertThat(text)
                .contains("not this machine")
                .contains("--target-is-mine"));
        assertThat(TargetCheck.objection(other, true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https:///x", "ftp://127.0.0.1", "http:///x", "localhost"})
    void whatIsNoAddressOfAServerIsRefused(String uri) {
        assertThat(TargetCheck.objection(URI.create(uri), true)).isPresent();
    }
}
