package io.tollgate.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.address.ClientAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MissingProxyHintTest {
    private static final ClientAddress PRIVATE = ClientAddress.parse("10.0.0.7").orElseThrow();
    private static final ClientAddress OTHER = ClientAddress.parse("10.0.0.8").orElseThrow();
    private static final ClientAddress PUBLIC = ClientAddress.parse("203.0.113.7").orElseThrow();

    private final Logger logger = Logger.getLogger(MissingProxyHint.class.getName());
    private final List<String> hints = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            hints.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final MissingProxyHint hint = new MissingProxyHint();

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
    }

    @Test
    void isGivenOnceWhenAllRequestsComeFromOnePrivateAddressAndAreForwarded() {
        note(PRIVATE, true, 500);

        assertThat(hints).hasSize(1);
    }

    @Test
    void isNotGivenWhenSomeRequestsAreNotForwarded() {
        note(PRIVATE, true, 10);
        note(PRIVATE, false, 1);
        note(PRIVATE, true, 500);

        assertThat(hints).isEmpty();
    }

    @Test
    void isNotGivenForSeveralPeersOrPublicOnes() {
        note(PRIVATE, true, 10);
        note(OTHER, true, 500);
        assertThat(hints).isEmpty();

        MissingProxyHint another = new MissingProxyHint();
        for (int i = 0; i < 500; i++) {
            another.note(PUBLIC, true);
        }
        assertThat(hints).isEmpty();
    }

    private void note(ClientAddress peer, boolean forwarded, int times) {
        for (int i = 0; i < times; i++) {
            hint.note(peer, forwarded);
        }
    }
}
