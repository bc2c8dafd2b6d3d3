package io.tollgate.guard.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tollgate.guard.address.ClientAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectTest {
    private record Identity(long hi, long lo) {
        static Identity of(Subject subject) {
            return new Identity(subject.hi(), subject.lo());
        }
    }

    private static Subject address(String text) {
        return Subject.address(ClientAddress.parse(text).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"203.0.113.7, ip:203.0.113.7, net:203.0.113.0/24", "2001:db8:1:2::7, ip:2001:db8:1:2::/64, net:2001:db8:1::/48",
            "::ffff:203.0.113.7, ip:203.0.113.7, net:203.0.113.0/24"})
    void anAddressIsKeyedByItsIdentityAndHasANetwork(String text, String key, String network) {
        assertThat(address(text)).hasToString(key);
        assertThat(address(text).network()).hasValueSatisfying(subject -> assertThat(subject.key()).isEqualTo(network));
    }

    @Test
    void aKeyTellsWhoseItIs() {
        assertThat(Subject.personOf(Subject.person("0198c5a2").key())).contains("0198c5a2");
        assertThat(Subject.personOf(Subject.session("0198c5a2").key())).isEmpty();
        assertThat(Subject.personOf(address("203.0.113.7").key())).isEmpty();
        assertThat(Subject.isSession(Subject.session("0198c5a2").key())).isTrue();
        assertThat(Subject.isSession(Subject.person("0198c5a2").key())).isFalse();
    }

    @Test
    void peopleAndSessionsHaveNoNetwork() {
        assertThat(Subject.person("0198c5a2").key()).isEqualTo("user:0198c5a2");
        assertThat(Subject.session("0198c5a2").key()).isEqualTo("session:0198c5a2");
        assertThat(Subject.person("0198c5a2").network()).isEmpty();
        assertThat(Subject.session("0198c5a2").network()).isEmpty();
    }

    @Test
    void equalSubjectsHaveOneIdentity() {
        assertThat(address("2001:db8::1")).isEqualTo(address("2001:db8::2")).hasSameHashCodeAs(address("2001:db8::2"));
        assertThat(address("203.0.113.7").network()).isEqualTo(address("203.0.113.8").network());
        assertThat(Subject.person("a")).isEqualTo(Subject.person("a")).isNotEqualTo(Subject.session("a"));
    }

    @Test
    void differentSubjectsHaveDifferentIdentities() {
        List<String> addresses = List.of("203.0.113.7", "203.0.113.0", "0.0.0.0", "::", "2001:db8::", "2001:db8:1::",
                "::1:0:0:0:0");
        Set<Subject> subjects = new HashSet<>();
        for (String text : addresses) {
            subjects.add(address(text));
            subjects.add(address(text).network().orElseThrow());
        }
        for (int i = 0; i < 10_000; i++) {
            subjects.add(Subject.person("id" + i));
            subjects.add(Subject.session("id" + i));
        }
        Set<Identity> identities = new HashSet<>();
        subjects.forEach(subject -> identities.add(Identity.of(subject)));
        assertThat(identities).hasSameSizeAs(subjects).hasSizeGreaterThan(20_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a{b", "a}b", "a\nb", "\u00e4", "a\u0000"})
    void anIdThatIsNoPlainTextIsRefused(String id) {
        assertThatIllegalArgumentException().isThrownBy(() -> Subject.person(id));
        assertThatIllegalArgumentException().isThrownBy(() -> Subject.session(id));
    }

    @Test
    void anIdHasABoundedLength() {
        assertThat(Subject.person("x".repeat(128)).key()).hasSize(133);
        assertThatIllegalArgumentException().isThrownBy(() -> Subject.person("x".repeat(129)));
    }
}
