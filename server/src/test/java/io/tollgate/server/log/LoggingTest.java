package io.tollgate.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.testing.ProcessLogging;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

@ExtendWith(ProcessLogging.class)
@Isolated("configures the logging of the process")
class LoggingTest {

    @Test
    void tellsOfTheSchemaUnlessItIsForLooking() {
        Logger migration = Logger.getLogger("org.flywaydb.core.internal.command.DbMigrate");

        Logging.configureForLooking(false);
        assertThat(migration.isLoggable(Level.INFO)).isFalse();
        Logging.configure(false);
        assertThat(migration.isLoggable(Level.INFO)).isTrue();
    }
}
