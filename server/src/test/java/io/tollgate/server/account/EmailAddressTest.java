package io.tollgate.server.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

    /// Letters that have a composed form in lower case only, typed as a capital and a mark.
    @ParameterizedTest
    @ValueSource(strings = {"H\u0331", "T\u0308", "W\u030A", "Y\u030A", "J\u030C"})
    void capitalAndSmallLetterAreOneAddress(String capital) {
        String small = EmailAddress.parse(capital + "@example.org").orElseThrow().text();

        assertThat(EmailAddress.parse(small)).contains(new EmailAddress(small));
        assertThat(small.codePointCount(0, small.indexOf('@'))).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann", "ann.smith+news", "o'neil", "{x}|y", "élise", "用户", "a-_b"})
    void mayHaveInFrontOfTheSignWhatMailServersTake(String local) {
        assertThat(EmailAddress.parse(local + "@example.org").orElseThrow().isDeliverable()).isTrue();
    }

    /// Mail would never arrive there, and nobody would be told.
    @ParameterizedTest
    @ValueSource(strings = {"ann,bob", "ann;bob", "ann..smith", ".ann", "ann.", "\"ann\"", "<ann>", "a:b", "a(b)", "a[b]", "a\\b"})
    void mayNotHaveThereWhatNoMailServerTakes(String local) {
        assertThat(EmailAddress.parse(local + "@example.org").orElseThrow().isDeliverable()).isFalse();
    }
}
