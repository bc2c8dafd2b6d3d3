package io.tollgate.server.metrics;

import io.helidon.http.HeaderNames;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.Charge;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.identity.Role;
import io.tollgate.server.node.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/// What was measured, over HTTP.
final class PerformanceEndpoints {
    /// What answers, once the node has its name.
    record Parts(
            String node,
            Meters meters,
            Collector collector,
            History history,
            PerformanceRules alerts,
            ScalingAdvice scaling,
            LiveStreams live,
            PrometheusPage page) {}

    record MetricsAnswer(
            int intervalSeconds,
            List<History.NodeView> nodes,
            List<MinuteView> minutes,
            MinuteView current,
            List<PerformanceRules.Active> alerts) {}

    record SlowAnswer(List<Statements.Slowest> statements) {}

    record ScalingAnswer(String node, List<ScalingAdvice.Threshold> thresholds, List<String> advice) {}

    private final boolean isPublic;
    private final Supplier<List<Node>> nodes;
    private final InstantSource clock;
    private final Supplier<Parts> parts;

    /// @param isPublic whether `/metrics` answers
    /// @param nodes    what is known of nodes otherwise
    /// @param parts    throws a [ProblemException] as long as they are not there
    PerformanceEndpoints(
            boolean isPublic, Supplier<List<Node>> nodes, InstantSource clock, Supplier<Parts> parts) {
        this.isPublic = isPublic;
        this.nodes = nodes;
        this.clock = clock;
        this.parts = parts;
    }

    List<Endpoint> all() {
        Access staff = Access.staff(Role.ANALYST);
        return List.of(
                Endpoint.get("/api/admin/performance/metrics", staff, this::metrics),
                Endpoint.get("/api/admin/performance/summary", staff, this::summary),
                Endpoint.get("/api/admin/performance/endpoints", staff, this::endpoints),
                Endpoint.get("/api/admin/performance/slow", staff, this::slow),
                Endpoint.get("/api/admin/scaling", staff, this::scaling),
                Endpoint.get("/api/admin/live", staff, this::live).charging(Charge.UNLIMITED),
                Endpoint.get("/metrics", Access.everyone(), this::prometheus).charging(Charge.NONE));
    }

    private void metrics(Call call) {
        int minutes = call.query().integer("minutes", History.MINUTES, 1, History.MINUTES);
        Parts now = parts.get();
        Instant running = now.collector().publish();
        List<MinuteView> views = now.history()
                .views(running.minus(History.MINUTE.multipliedBy(minutes)), running.plus(History.MINUTE));
        call.reply(
                200,
                new MetricsAnswer(
                        (int) History.MINUTE.toSeconds(),
                        now.history().nodes(now.node(), running, nodes.get()),
                        views.subList(0, views.size() - 1),
                        views.getLast(),
                        now.alerts().active()));
    }

    private void summary(Call call) {
        Period period = Period.of(call.query());
        Parts now = parts.get();
        Instant running = now.collector().publish();
        Instant from = period.from(running);
        call.reply(
                200,
                PeriodViews.summary(
                        from,
                        clock.instant(),
                        now.history().nodeCount(from, running),
                        now.history().total(from, running)));
    }

    private void endpoints(Call call) {
        Period period = Period.of(call.query());
        Parts now = parts.get();
        Instant running = now.collector().publish();
        Instant from = period.from(running);
        call.reply(200, PeriodViews.endpoints(from, clock.instant(), now.history().total(from, running)));
    }

    private void slow(Call call) {
        call.reply(200, new SlowAnswer(parts.get().meters().statements().slowest()));
    }

    private void scaling(Call call) {
        Parts now = parts.get();
        call.reply(
                200, new ScalingAnswer(now.node(), now.scaling().thresholds(), now.scaling().advice()));
    }

    private void live(Call call) {
        try {
            parts.get().live().serve(
                    () -> {
                        call.setHeader(HeaderNames.CONTENT_TYPE, "text/event-stream");
                        call.setHeader(HeaderNames.create("X-Accel-Buffering"), "no");
                        return call.replyOpenEnded(200);
                    },
                    call::requireStillPermitted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void prometheus(Call call) {
        if (!isPublic) {
            throw ProblemException.of(ErrorCode.NOT_FOUND);
        }
        PrometheusPage.Page page =
                parts.get().page().page(call.header(HeaderNames.ACCEPT).orElse(""));
        call.setHeader(HeaderNames.CONTENT_TYPE, page.contentType());
        call.replyBytes(200, page.body());
    }
}
