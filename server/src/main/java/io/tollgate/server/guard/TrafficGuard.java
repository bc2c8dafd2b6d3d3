package io.tollgate.server.guard;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderName;
import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.standing.Ban;
import io.tollgate.guard.standing.Signal;
import io.tollgate.guard.standing.Standings;
import io.tollgate.guard.window.Admission;
import io.tollgate.guard.window.Subject;
import io.tollgate.guard.window.WindowRule;
import io.tollgate.guard.window.WindowStore;
import io.tollgate.server.device.DeviceCookie;
import io.tollgate.server.event.EventType;
import io.tollgate.server.guard.Refusals.Exceeded;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.Charge;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.ForwardedRequest;
import io.tollgate.server.http.Recognition;
import io.tollgate.server.http.RequestGuard;
import io.tollgate.server.identity.Caller;
import io.tollgate.server.settings.Settings.Layer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Bans and limits before every endpoint. Thread-safe.
///
/// Of an ordinary request: one look-up in memory for the address, one command of the window store for all its windows.
public final class TrafficGuard implements RequestGuard {
    private static final HeaderName SEC_FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");

    private final Standings standings;
    private final WindowStore windows;
    private final LimitRules rules;
    private final LimitRules watched;
    private final AddressSignals signals;
    private final BanSparing sparing;
    private final SignalCounters counters;
    private final Refusals refusals;
    private final AddressTraffic traffic;
    private final DeviceCookie deviceCookie;
    private final SuspiciousAgents agents;
    private final Set<Layer> layers;
    private final boolean monitorOnly;

    TrafficGuard(
            Standings standings,
            WindowStore windows,
            LimitRules rules,
            LimitRules watched,
            AddressSignals signals,
            SignalCounters counters,
            Refusals refusals,
            AddressTraffic traffic,
            DeviceCookie deviceCookie,
            InstantSource clock,
            Set<Layer> layers,
            boolean monitorOnly) {
        this.standings = standings;
        this.windows = windows;
        this.rules = rules;
        this.watched = watched;
        this.signals = signals;
        this.counters = counters;
        this.sparing = new BanSparing(counters, clock);
        this.refusals = refusals;
        this.traffic = traffic;
        this.deviceCookie = deviceCookie;
        this.agents = new SuspiciousAgents();
        this.layers = layers;
        this.monitorOnly = monitorOnly;
    }

    @Override
    public void arrive(ClientAddress client, boolean carriesProof) {
        traffic.count(client);
        Optional<Ban> ban = banOf(client);
        if (ban.isPresent() && !(carriesProof && sparing.mayShowProof(client, ban.get()))) {
            refuse(client, ban.get());
        }
    }

    /// Bans by hand hold whatever is switched off.
    private Optional<Ban> banOf(ClientAddress client) {
        return standings.banOf(client).filter(ban -> !ban.automatic() || layers.contains(Layer.REPUTATION));
    }

    @Override
    public void noteForeignProof(ClientAddress client) {
        if (banOf(client).isPresent()) {
            sparing.noteForeignProof(client);
        }
    }

    @Override
    public void refusedToken(Endpoint endpoint, Recognition recognition, Call call) {
        // A client whose session was there before the ban is told that its token is over, and so can refresh it.
        banOf(call.client())
                .filter(ban -> !(recognition instanceof Recognition.Over(Instant authTime) && isOlder(authTime, ban)))
                .ifPresent(ban -> refuse(call.client(), ban));
        // Counted like a request without a token, or a bad token would be a way around the limits.
        count(Subject.address(call.client()), limits -> limits.ofAnonymous(endpoint), call, Optional.empty());
    }

    @Override
    public void admit(Endpoint endpoint, Call call) {
        banOf(call.client()).filter(ban -> !isSpared(ban, endpoint, call))
                .ifPresent(ban -> refuse(call.client(), ban));
        if (call.callerIfAny().isEmpty() && layers.contains(Layer.DETECTION) && agents.isSuspicious(call.userAgent())) {
            noteSuspiciousAgent(endpoint, call);
        }
        count(
                endpoint.credential() ? Optional.empty() : call.callerIfAny(),
                endpoint.charge(),
                limits -> limits.ofAnonymous(endpoint),
                call,
                Optional.empty());
    }

    @Override
    public void admitForwarded(ForwardedRequest forwarded, Call call) {
        count(
                call.callerIfAny(),
                Charge.DEFAULT,
                limits -> limits.ofForwarded(forwarded.path()),
                call,
                Optional.of(forwarded));
    }

    /// Counts against the windows of the caller, or without one of the address.
    private void count(
            Optional<Caller> caller,
            Charge charge,
            Function<LimitRules, List<WindowRule>> ofAddress,
            Call call,
            Optional<ForwardedRequest> forwarded) {
        if (caller.isPresent()) {
            count(Subject.person(caller.get().userId()), limits -> limits.of(charge), call, forwarded);
        } else {
            count(Subject.address(call.client()), ofAddress, call, forwarded);
        }
    }

    /// Once a day: a machine that asks a thousand times is no worse for its name.
    private void noteSuspiciousAgent(Endpoint endpoint, Call call) {
        if (!standings.isAllowed(call.client()) && counters.isFirstSuspiciousAgent(call.client())) {
            refusals.noted(call, EventType.MALICIOUS_ATTACK_TOOL, endpoint.name());
            signals.report(call.client(), Signal.SUSPICIOUS_AGENT, "user agent: " + call.userAgent().orElse("none"));
        }
    }

    /// Whether a request is older than the ban of its address, or may still show that it is: a session begun before, or
    /// a device known before with a session of its own or a credential, for which [CredentialGuard] looks closer.
    private boolean isSpared(Ban ban, Endpoint endpoint, Call call) {
        Optional<Caller> caller = call.callerIfAny();
        return caller.filter(someone -> isOlder(someone.authTime(), ban)).isPresent()
                || (endpoint.credential() || caller.isPresent())
                        && call.cookie(DeviceCookie.NAME)
                                .flatMap(deviceCookie::read)
                                .filter(device -> isOlder(device.issuedAt(), ban))
                                .isPresent();
    }

    /// Whether a ban leaves alone what began then.
    private static boolean isOlder(Instant begun, Ban ban) {
        return ban.automatic() && begun.isBefore(ban.since());
    }

    private void refuse(ClientAddress client, Ban ban) {
        if (!monitorOnly) {
            throw refusals.banned(client, ban);
        }
    }

    @Override
    public void refusedRole(Endpoint endpoint, Call call) {
        refusals.noted(call, EventType.AUTHZ_FAIL, endpoint.name());
    }

    @Override
    public void charge(Charge charge, Call call) {
        count(Subject.address(call.client()), limits -> limits.of(charge), call, Optional.empty());
    }

    /// @param which     the rules of this request
    /// @param forwarded the request that it asks about, if any
    private void count(
            Subject subject,
            Function<LimitRules, List<WindowRule>> which,
            Call call,
            Optional<ForwardedRequest> forwarded) {
        if (!standings.isAllowed(call.client())) {
            watch(subject, which.apply(watched), call);
            enforce(subject, which.apply(rules), call, forwarded);
        }
    }

    /// Counts under rules that are only watched: a call of the store of its own, so that they take nothing from others.
    private void watch(Subject subject, List<WindowRule> applying, Call call) {
        if (!applying.isEmpty() && windows.admit(subject, applying, 1) instanceof Admission.Refused refused) {
            EventType type =
                    watched.isBot(refused.rule()) ? EventType.MALICIOUS_BOT : EventType.EXCESS_RATE_LIMIT_EXCEEDED;
            refusals.watched(call, exceeded(subject, refused), type);
        }
    }

    private static Exceeded exceeded(Subject subject, Admission.Refused refused) {
        return new Exceeded(
                refused.rule().name(),
                subject.key(),
                refused.limit(),
                refused.rule().limit().period(),
                refused.retryAfter());
    }

    private void enforce(
            Subject subject, List<WindowRule> applying, Call call, Optional<ForwardedRequest> forwarded) {
        if (applying.isEmpty()) {
            return;
        }
        boolean byReputation = call.callerIfAny().isEmpty() && layers.contains(Layer.REPUTATION);
        double multiplier = byReputation ? standings.multiplierOf(call.client()) : 1;
        switch (windows.admit(subject, applying, multiplier)) {
            case Admission.Admitted _ -> {}
            case Admission.Refused refused -> {
                EventType type =
                        refused.shared()
                                ? EventType.EXCESS_RATE_LIMIT_EXCEEDED
                                : holdAgainst(call, forwarded, refused.rule());
                throttle(call, exceeded(subject, refused), type);
            }
            case Admission.Full(Duration retryAfter) ->
                throttle(
                        call,
                        new Exceeded("full", subject.key(), 0, retryAfter, retryAfter),
                        EventType.EXCESS_RATE_LIMIT_EXCEEDED);
        }
    }

    private void throttle(Call call, Exceeded exceeded, EventType type) {
        if (monitorOnly) {
            refusals.watched(call, exceeded, type);
        } else {
            throw refusals.limited(call, exceeded, type);
        }
    }

    /// What being over a limit means, and does to the standing of an address. Nothing for signed-in people, who are only
    /// slowed, nor for what another site's page makes its visitors request.
    private EventType holdAgainst(Call call, Optional<ForwardedRequest> forwarded, WindowRule rule) {
        boolean crossSite = forwarded.map(ForwardedRequest::isRead).orElseGet(call::isRead)
                && call.header(SEC_FETCH_SITE).filter("cross-site"::equals).isPresent();
        if (call.callerIfAny().isPresent() || crossSite) {
            return EventType.EXCESS_RATE_LIMIT_EXCEEDED;
        }
        if (rules.isBot(rule)) {
            String asked = forwarded.map(ForwardedRequest::toString).orElse(rule.name());
            signals.report(call.client(), Signal.BOT, "more than " + rule.limit() + " anonymous requests: " + asked);
            return EventType.MALICIOUS_BOT;
        }
        if (rule.name().equals(Charge.SIGNUP.limitName()) && counters.isSignupFlood(call.client())) {
            signals.report(call.client(), Signal.SIGNUP_FLOOD, "went on signing up after " + rule.limit());
            return EventType.MALICIOUS_SIGNUP_FLOOD;
        }
        signals.report(call.client(), Signal.OVER_LIMIT, "over " + rule);
        return EventType.EXCESS_RATE_LIMIT_EXCEEDED;
    }
}
