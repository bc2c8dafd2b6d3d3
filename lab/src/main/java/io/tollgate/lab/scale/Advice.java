package io.tollgate.lab.scale;

import io.tollgate.lab.result.Environment;
import io.tollgate.lab.result.Scaling.Needs;
import io.tollgate.lab.result.Scaling.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Says in sentences what a measurement means, and what a wanted load needs. What is beyond the measured is arithmetic and
/// says so.
///
/// @param environment of the measured machine and server
record Advice(
        MeasuredRequest request, UniversalScalability law, double rSquared, Capacity capacity, Environment environment) {
    /// Of the capacity that may be used: beyond it queues grow quickly and a lost node cannot be made good.
    static final double UTILISATION = 0.7;

    /// Of one node to PostgreSQL, unless set otherwise: its pool, and the one that hears of revocations.
    private static final int DATABASE_CONNECTIONS = 11;

    /// Three sliced windows of at most 33 cells of 10 bytes each, and what Redis adds to a key.
    private static final double REDIS_KILOBYTES_PER_SUBJECT = 1.2;

    /// Ten a minute, as the scenarios' users send.
    private static final double REQUESTS_PER_SUBJECT_AND_SECOND = 10 / 60.0;

    private static final double POOR_FIT = 0.9;

    /// The line of configuration that hands the capacity to the server.
    String setting() {
        return "scaling.requests-per-minute: " + requestsPerMinute();
    }

    long requestsPerMinute() {
        return Math.max(1, Math.round(capacity.perSecond() * UTILISATION * 60));
    }

    Needs needs(double target) {
        double coreSeconds = capacity.coreSecondsPerRequest(environment.cores());
        int nodes = (int) Math.max(1, Math.ceil(target / (capacity.perSecond() * UTILISATION)));
        return new Needs(
                target,
                nodes,
                (int) Math.max(1, Math.ceil(target * coreSeconds / UTILISATION)),
                nodes * capacity.at().rss(),
                (int) Math.ceil(target * capacity.at().p50() / 1_000),
                nodes > 1 ? target : 0,
                nodes > 1 ? target / REQUESTS_PER_SUBJECT_AND_SECOND * REDIS_KILOBYTES_PER_SUBJECT / 1_024 : 0,
                nodes == 1);
    }

    List<String> sentences(Optional<Prediction> prediction, Optional<Needs> needs) {
        List<String> lines = new ArrayList<>();
        lines.add(text(
                "This machine of %d cores, shared with the driver, carries %,.0f %s a second "
                        + "(the best step measured %,.0f, at %d connections, p99 %.1f ms).",
                environment.cores(),
                capacity.perSecond(),
                request.description(),
                capacity.at().throughput(),
                capacity.at().connections(),
                capacity.at().p99()));
        lines.add(text(
                "One connection alone makes %,.0f a second; contention is %.1f %%, coherence %.3f %% (R\u00b2 %.3f).",
                law.lambda(), law.sigma() * 100, law.kappa() * 100, rSquared));
        lines.add(law.peak() > 10_000
                ? "Throughput does not fall with more connections, as far as the law sees."
                : text("By the law throughput is greatest at %.0f connections and falls beyond.", law.peak()));
        if (rSquared < POOR_FIT) {
            lines.add("The law fits badly: the machine was probably busy with other things. Run again before you rely on it.");
        }
        prediction.ifPresent(point -> lines.add(text(
                "Check: the step of %d connections was left out of the fit. Predicted %,.0f a second, measured %,.0f: %+.1f %%.",
                point.connections(), point.predicted(), point.measured(), point.error() * 100)));
        lines.add(text(
                "Plan with %.0f %% of it, %,.0f a second or %,d a minute; beyond that add a node like this one.",
                UTILISATION * 100, capacity.perSecond() * UTILISATION, requestsPerMinute()));
        needs.ifPresent(wanted -> lines.addAll(wanted(wanted)));
        return lines;
    }

    private List<String> wanted(Needs needs) {
        List<String> lines = new ArrayList<>(List.of(
                text(
                        "%,.0f a second need %d node%s like this one%s, or %d core%s for the servers alone.",
                        needs.target(),
                        needs.nodes(),
                        needs.nodes() == 1 ? "" : "s",
                        needs.measured() ? "" : " (extrapolated: what nodes cost each other was not measured)",
                        needs.cores(),
                        needs.cores() == 1 ? "" : "s"),
                text(
                        "Memory: %,.0f MB resident over all. Requests under way: about %,d connections, beside those that are idle.",
                        needs.memoryMegabytes(), needs.connections())));
        lines.add(
                needs.nodes() == 1
                        ? "One node needs no Redis; its database may be SQLite."
                        : text(
                                "Redis: %,.0f commands a second, one for each request, and about %,.0f MB "
                                        + "(arithmetic: %.1f KB for each of %,.0f people at 10 requests a minute). "
                                        + "PostgreSQL: %d connections at %d for each node.",
                                needs.redisOperations(),
                                Math.max(16, needs.redisMegabytes()),
                                REDIS_KILOBYTES_PER_SUBJECT,
                                needs.target() / REQUESTS_PER_SUBJECT_AND_SECOND,
                                needs.nodes() * DATABASE_CONNECTIONS,
                                DATABASE_CONNECTIONS));
        if (needs.nodes() > 1 && !isShared()) {
            lines.add(text(
                    "But this was measured with windows %s and database %s, which several nodes cannot share: on Redis and "
                            + "PostgreSQL a node carries less. Measure that with --set redis.url=... --set database.url=... before "
                            + "you count nodes.",
                    environment.store(), environment.database()));
        }
        return lines;
    }

    /// Whether the measured server had stores as several nodes need them.
    private boolean isShared() {
        return environment.store().equals(Environment.REDIS) && environment.database().equals(Environment.POSTGRESQL);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
