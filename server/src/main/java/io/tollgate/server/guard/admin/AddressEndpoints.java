package io.tollgate.server.guard.admin;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.standing.Census;
import io.tollgate.guard.standing.Standing;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.guard.AddressTraffic;
import io.tollgate.server.guard.Addresses;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.JsonBody;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.identity.Role;
import io.tollgate.server.settings.Settings.GuardSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The addresses the guard knows: to look at, to ban, to let in and to exempt.
final class AddressEndpoints {
    private static final Duration ALLOWED_FOR = Duration.ofDays(1);
    private static final int MAX_SECONDS = (int) Duration.ofDays(365).toSeconds();

    private final Addresses addresses;
    private final AddressTraffic traffic;
    private final Supplier<Census> census;
    private final GuardSettings settings;
    private final EventLog events;
    private final InstantSource clock;

    AddressEndpoints(
            Addresses addresses,
            AddressTraffic traffic,
            Supplier<Census> census,
            GuardSettings settings,
            EventLog events,
            InstantSource clock) {
        this.addresses = addresses;
        this.traffic = traffic;
        this.census = census;
        this.settings = settings;
        this.events = events;
        this.clock = clock;
    }

    List<Endpoint> endpoints() {
        Access moderator = Access.staff(Role.MODERATOR);
        Access admin = Access.staff(Role.ADMIN);
        return List.of(
                Endpoint.get("/api/admin/security/ips", moderator, this::list),
                Endpoint.get("/api/admin/security/ips/stats", moderator, this::stats),
                Endpoint.get("/api/admin/security/ips/{ip}", moderator, this::show),
                Endpoint.post("/api/admin/security/ips/{ip}/ban", admin, this::ban),
                Endpoint.post("/api/admin/security/ips/{ip}/unban", moderator, this::unban),
                Endpoint.post("/api/admin/security/ips/{ip}/allow", admin, this::allow));
    }

    private void list(Call call) {
        AddressPage page = AddressPage.read(call.query(), addresses, this::view);
        call.reply(200, page.answer());
    }

    /// A census, and how many addresses sent anything.
    record Statistics(int banned, int suspicious, int neutral, int trusted, int allowed, long seen) {

        private static Statistics of(Census census, long seen) {
            return new Statistics(
                    census.banned(), census.suspicious(), census.neutral(), census.trusted(), census.allowed(), seen);
        }
    }

    private void stats(Call call) {
        call.reply(200, Statistics.of(census.get(), traffic.distinct()));
    }

    private void show(Call call) {
        ClientAddress address = addressOf(call);
        call.reply(200, view(address, addresses.find(address)));
    }

    private AddressView view(ClientAddress address, Standing standing) {
        return AddressView.of(address, standing, traffic.of(address), settings, clock.instant());
    }

    private static ClientAddress addressOf(Call call) {
        return ClientAddress.parse(call.pathText("ip"))
                .orElseThrow(() -> ProblemException.invalid("ip", "not_address", "The path must name one address."));
    }

    private void ban(Call call) {
        ClientAddress address = addressOf(call);
        JsonBody body = call.body();
        String reason = body.reason();
        Optional<Duration> duration = durationOf(body);
        if (address.equals(call.client())) {
            // A ban by hand is absolute: nobody could undo his own.
            throw ProblemException.of(ErrorCode.CONFLICT);
        }
        Standing banned = addresses.ban(address, reason, duration);
        record(call, EventType.ADDRESS_BANNED, address, reason, banned.ban().flatMap(ban -> ban.until()));
        call.reply(200, view(address, banned));
    }

    private void unban(Call call) {
        ClientAddress address = addressOf(call);
        String reason = call.body().reason();
        Standing pardoned = addresses.unban(address);
        record(call, EventType.ADDRESS_UNBANNED, address, reason, Optional.empty());
        call.reply(200, view(address, pardoned));
    }

    private void allow(Call call) {
        ClientAddress address = addressOf(call);
        JsonBody body = call.body();
        String reason = body.reason();
        Standing allowed = addresses.allow(address, durationOf(body).orElse(ALLOWED_FOR));
        record(call, EventType.ADDRESS_ALLOWED, address, reason, allowed.allowedUntil());
        call.reply(200, view(address, allowed));
    }

    private static Optional<Duration> durationOf(JsonBody body) {
        return body.optionalInteger("seconds", 1, MAX_SECONDS).map(Duration::ofSeconds);
    }

    private void record(
            Call call, EventType type, ClientAddress address, String reason, Optional<Instant> until) {
        events.record(SecurityEvent.of(type, call, clock.instant())
                .from(address)
                .with("reason", reason)
                .with("until", until.map(Instant::toString).orElse("undone"))
                .with("automatic", "false")
                .with("actorAddress", call.client().key()));
    }
}
