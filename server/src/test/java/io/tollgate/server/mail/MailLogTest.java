package io.tollgate.server.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.log.Logging;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.LogText;
import io.tollgate.server.testing.ProcessLogging;
import io.tollgate.server.testing.TestMailServer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

@ExtendWith(ProcessLogging.class)
@Isolated("configures the logging of the process")
class MailLogTest {

    @Test
    void saysNothingOfAMailThatIsSent() throws MailException {
        try (ScriptedMailServer server = new ScriptedMailServer(Map.of())) {
            Settings settings = Settings.from(SettingsLoader.defaultsWith(TestMailServer.settings(server.port())));
            SmtpTransport transport =
                    new SmtpTransport(settings.mail().orElseThrow(), new ManualClock(), new SecureRandom());
            Logging.configure(false);
            try (LogText log = LogText.capture()) {
                transport.send(new MailMessage(List.of("person@example.org"), "Hello", "How are you?"));

                assertThat(server.heard()).contains("RCPT TO:<person@example.org>");
                assertThat(log.text()).isEmpty();
            }
        }
    }
}
