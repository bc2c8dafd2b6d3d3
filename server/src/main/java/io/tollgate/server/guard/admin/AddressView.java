package io.tollgate.server.guard.admin;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.standing.Ban;
import io.tollgate.guard.standing.ReputationTier;
import io.tollgate.guard.standing.Standing;
import io.tollgate.server.guard.AddressTraffic.Seen;
import io.tollgate.server.settings.Settings.GuardSettings;
import io.tollgate.server.settings.Settings.Layer;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An address as an answer shows it.
///
/// @param level      banned while a ban is in force, otherwise by the score
/// @param multiplier what its limits are multiplied by
/// @param requests   that this node saw of it; 0 when it remembers none
/// @param ban        the ban in force
record AddressView(
        String ip,
        int score,
        String level,
        double multiplier,
        long requests,
        @Nullable Instant lastSeen,
        @Nullable BanView ban,
        boolean allowed,
        @Nullable Instant allowedUntil) {

    record BanView(Instant since, @Nullable Instant until, String reason, String evidence, boolean automatic) {
        private static BanView of(Ban ban) {
            return new BanView(ban.since(), ban.until().orElse(null), ban.reason(), ban.evidence(), ban.automatic());
        }
    }

    /// @param settings which exempt addresses and switch reputation off
    static AddressView of(
            ClientAddress address, Standing standing, Optional<Seen> seen, GuardSettings settings, Instant now) {
        boolean allowed = settings.allow().contains(address);
        boolean scored = settings.layers().contains(Layer.REPUTATION);
        Optional<Ban> ban = standing.banAt(now).filter(some -> !allowed && (scored || !some.automatic()));
        ReputationTier tier = ban.isPresent() ? ReputationTier.BANNED : standing.unbannedTierAt(now);
        return new AddressView(
                address.key(),
                standing.scoreAt(now),
                level(tier),
                scored || ban.isPresent() ? tier.multiplier() : 1,
                seen.map(Seen::requests).orElse(0L),
                seen.map(Seen::last).orElse(null),
                ban.map(BanView::of).orElse(null),
                allowed || standing.isAllowedAt(now),
                standing.allowedUntil().filter(now::isBefore).orElse(null));
    }

    static String level(ReputationTier tier) {
        return tier.name().toLowerCase(Locale.ROOT);
    }
}
