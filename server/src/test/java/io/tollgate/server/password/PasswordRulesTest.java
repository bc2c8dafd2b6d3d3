package io.tollgate.server.password;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.password.PasswordRules.Weakness;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {
    private final PasswordRules rules = new PasswordRules(15);

    private Optional<Weakness> weakness(String password) {
        return rules.weakness(new Password(password), List.of("person@example.org", "Jane Example"));
    }

    @Test
    void lengthIsCountedInCodePoints() {
        String fourteen = "😀😁😂🤣😃😄😅😆😉😊😋😎😍😘";

        assertThat(fourteen.length()).isEqualTo(28);
        assertThat(weakness(fourteen)).contains(Weakness.TOO_SHORT);
        assertThat(weakness(fourteen + "🥰")).isEmpty();
    }

    @Test
    void longPasswordsAreGood() {
        String words = "the quick brown fox jumps over the lazy dog and runs from the bear ";

        assertThat(weakness(words.substring(0, 64))).isEmpty();
        assertThat(weakness(words.repeat(3) + "home")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"onlylowercaseletterswithoutanything", "73019 28465 10937", "               x", "日本語のとても長いパスワードです"})
    void noCompositionIsAskedFor(String password) {
        assertThat(weakness(password)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "short, TOO_SHORT",
        "fourteen chars, TOO_SHORT",
        "PasswordPassword, COMMON",
        "abababababababab, REPETITION",
        "zyxwvutsrqponmlk, SEQUENCE",
        "QWERTYUIOPASDFGH, SEQUENCE",
        "345678901234567890, SEQUENCE",
        "PERSON@example.org, PERSONAL",
        "tollgatetollgate, PERSONAL",
        "personpersonperson, PERSONAL"
    })
    void weaknessIsNamed(String password, Weakness weakness) {
        assertThat(weakness(password)).contains(weakness);
    }

    @Test
    void oneTextInTwoNotationsIsOnePassword() {
        assertThat(new Password("Ångström sharing a café")).isEqualTo(new Password("A\u030Angstro\u0308m sharing a cafe\u0301"));
        assertThat(new Password("ｆｕｌｌ ｗｉｄｔｈ")).isEqualTo(new Password("full width"));
    }

    @Test
    void passwordIsNeverShown() {
        assertThat(new Password("correct horse battery staple").toString()).doesNotContain("horse");
    }
}
