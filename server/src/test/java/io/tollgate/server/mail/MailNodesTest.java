package io.tollgate.server.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestMailServer;
import io.tollgate.server.testing.TestServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MailNodesTest {

    @Test
    void ofTwoNodesOneSendsAMail() {
        ManualClock clock = new ManualClock();
        try (TestMailServer mails = new TestMailServer()) {
            Map<String, String> settings = new HashMap<>(TestDatabase.POSTGRESQL.freshSettings());
            settings.putAll(mails.settings());
            try (TestServer first = TestServer.start(clock, settings);
                    TestServer second = TestServer.start(clock, settings)) {
                List<String> people = Stream.generate(People::freshEmail).limit(20).toList();
                for (int i = 0; i < people.size(); i++) {
                    (i % 2 == 0 ? first : second).client().signUp(people.get(i));
                }
                people.forEach(email -> mails.awaitTo(email, 1));
                String last = People.freshEmail();
                first.client().signUp(last);
                mails.awaitTo(last, 1);

                assertThat(people).allSatisfy(email -> assertThat(mails.to(email)).hasSize(1));
            }
        }
    }
}
