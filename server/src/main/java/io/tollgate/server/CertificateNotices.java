package io.tollgate.server;

import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseLock;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.event.TransactionalLog;
import io.tollgate.server.tls.TlsEndpoint;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// Has people told in time that the certificate of the server's own expires: once for each certificate and stage, over all
/// nodes and restarts, for what was told stands in the security log.
final class CertificateNotices {
    private final TlsEndpoint tls;
    private final Database database;
    private final TransactionalLog events;
    private final InstantSource clock;

    /// How near its end a certificate is. One of less than eight weeks is renewed later in its life than one of three months,
    /// so of such the share of its life decides.
    enum Stage {
        EXPIRED(Duration.ZERO, 1),
        VERY_SOON(Duration.ofDays(3), 16),
        SOON(Duration.ofDays(14), 4);

        private final Duration left;
        private final int share;

        /// Begins when less is left than both.
        Stage(Duration left, int share) {
            this.left = left;
            this.share = share;
        }

        /// The nearest that a certificate has reached.
        static Optional<Stage> of(Instant from, Instant until, Instant now) {
            Duration life = Duration.between(from, until);
            Duration left = Duration.between(now, until);
            for (Stage stage : values()) {
                if (left.compareTo(stage.left) < 0 && left.compareTo(life.dividedBy(stage.share)) < 0) {
                    return Optional.of(stage);
                }
            }
            return Optional.empty();
        }
    }

    CertificateNotices(TlsEndpoint tls, Database database, TransactionalLog events, InstantSource clock) {
        this.tls = tls;
        this.database = database;
        this.events = events;
        this.clock = clock;
    }

    /// To be called now and then, hourly or more often.
    void look() {
        X509Certificate certificate = tls.certificate();
        stage(certificate).ifPresent(stage -> tell(certificate, stage));
    }

    private Optional<Stage> stage(X509Certificate certificate) {
        return Stage.of(certificate.getNotBefore().toInstant(), until(certificate), clock.instant());
    }

    private static Instant until(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    private void tell(X509Certificate certificate, Stage stage) {
        SecurityEvent event = SecurityEvent.of(EventType.SYS_CERTIFICATE_EXPIRES, clock.instant())
                .with("stage", stage.name().toLowerCase(Locale.ROOT))
                .with("expires", until(certificate).toString())
                .with("subject", certificate.getSubjectX500Principal().toString())
                .with("sha256", fingerprint(certificate));
        database.writeOnly(handle -> {
            // Between the look and the record no other node may do the same. The record takes this lock for its alert, too.
            database.lock(handle, DatabaseLock.ALERTS);
            if (!events.contains(handle, event)) {
                events.record(handle, event);
            }
        });
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has SHA-256, and a certificate that was read can be written", e);
        }
    }

    /// What an administrator should know.
    Optional<String> trouble() {
        X509Certificate certificate = tls.certificate();
        return stage(certificate)
                .map(stage -> (stage == Stage.EXPIRED ? "expired at " : "expires at ") + until(certificate));
    }
}
