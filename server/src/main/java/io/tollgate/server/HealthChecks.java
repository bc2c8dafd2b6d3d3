package io.tollgate.server;

import io.tollgate.server.guard.GuardModule;
import io.tollgate.server.health.HealthCheck;
import io.tollgate.server.mail.MailOutbox;
import io.tollgate.server.node.NodeRegistry;
import io.tollgate.server.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What an administrator is told of the health of this node.
final class HealthChecks {
    /// More than wait in ordinary times, when each is sent at once.
    private static final int MANY_MAILS = 50;

    private HealthChecks() {}

    /// @param nodes empty until this node is one of them
    static List<HealthCheck> of(
            Settings settings,
            Foundation foundation,
            UserServices users,
            Optional<CertificateNotices> certificate,
            Supplier<Optional<NodeRegistry>> nodes) {
        GuardModule guard = users.guard();
        MailOutbox mails = users.mail().outbox();
        return List.of(
                HealthCheck.asking("database", foundation.database()::ping),
                guard.isSharedStoreUp().isPresent()
                        ? HealthCheck.asking("redis", guard::pingRedis)
                        : HealthCheck.off("redis"),
                HealthCheck.of("feed", () -> trouble(!foundation.feed().isFresh(), "has not been read for seconds")),
                HealthCheck.diskSpace(settings.dataDir()),
                settings.mail().isPresent()
                        ? HealthCheck.of("mail", () -> trouble(
                                mails.metrics().waiting() > MANY_MAILS, "many mails wait to be sent"))
                        : HealthCheck.off("mail"),
                certificate
                        .map(own -> HealthCheck.of("certificate", own::trouble))
                        .orElseGet(() -> HealthCheck.off("certificate")),
                HealthCheck.of("nodes", () -> nodes.get().flatMap(NodeRegistry::trouble)),
                HealthCheck.of("journal", () -> trouble(
                        foundation.events().lost() > 0, "events were lost since the start")));
    }

    private static Optional<String> trouble(boolean isThere, String what) {
        return isThere ? Optional.of(what) : Optional.empty();
    }
}
