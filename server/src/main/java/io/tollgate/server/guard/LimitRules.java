package io.tollgate.server.guard;

import io.tollgate.guard.window.RateLimit;
import io.tollgate.guard.window.WindowRule;
import io.tollgate.server.http.Charge;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.settings.Settings.GuardSettings;
import io.tollgate.server.settings.Settings.Layer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The rules that apply to each kind of request, as the window store wants them. Immutable.
final class LimitRules {
    private static final String BOT = "bot";
    /// The paths of other applications are without number, so those with one hash share a rule. An address whose paths
    /// meet there is counted too strictly, and nobody else's are touched.
    private static final int FORWARDED_RULES = 256;
    /// Both kinds of rules share a store, which tells them by their ids.
    private static final int FIRST_WATCHED_ID = 10_000;
    /// Only its name counts here.
    private static final Endpoint UNMATCHED = Endpoint.unmatched(call -> {});

    private final Map<Charge, List<WindowRule>> byCharge = new EnumMap<>(Charge.class);
    private final Set<WindowRule> bots = new HashSet<>();
    private final Map<String, List<WindowRule>> anonymous = new HashMap<>();
    private final List<List<WindowRule>> forwarded = new ArrayList<>();
    private int ids;

    /// The rules of the layers that are on and that refuse what exceeds them.
    ///
    /// @param endpoints all there are; each has a bot rule of its own unless it takes credentials, and what none of
    ///     them answers has one for all
    static LimitRules enforced(GuardSettings settings, List<Endpoint> endpoints) {
        return new LimitRules(settings, endpoints, rule -> !settings.monitoredRules().contains(rule), 0);
    }

    /// The rules of the layers that are on and that are only watched.
    static LimitRules watched(GuardSettings settings, List<Endpoint> endpoints) {
        return new LimitRules(settings, endpoints, settings.monitoredRules()::contains, FIRST_WATCHED_ID);
    }

    private LimitRules(
            GuardSettings settings, List<Endpoint> endpoints, Predicate<String> included, int firstId) {
        this(
                settings.layers().contains(Layer.LIMITS) ? only(settings.limits(), included) : Map.of(),
                Optional.ofNullable(settings.limits().get(BOT))
                        .filter(_ -> settings.layers().contains(Layer.DETECTION) && included.test(BOT)),
                endpoints,
                firstId);
    }

    private static Map<String, RateLimit> only(Map<String, RateLimit> limits, Predicate<String> included) {
        return limits.entrySet().stream()
                .filter(limit -> included.test(limit.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private LimitRules(
            Map<String, RateLimit> limits, Optional<RateLimit> bot, List<Endpoint> endpoints, int firstId) {
        ids = firstId;
        Map<Charge, Optional<WindowRule>> rules = new EnumMap<>(Charge.class);
        for (Charge charge : Charge.values()) {
            rules.put(
                    charge,
                    Optional.ofNullable(limits.get(charge.limitName()))
                            .map(limit -> new WindowRule(ids++, charge.limitName(), limit)));
        }
        for (Charge charge : Charge.values()) {
            Stream<Optional<WindowRule>> applying = charge == Charge.SIGNUP
                    ? Stream.of(rules.get(Charge.DEFAULT), rules.get(Charge.SIGNUP))
                    : Stream.of(rules.get(charge));
            byCharge.put(charge, applying.flatMap(Optional::stream).toList());
        }
        bot.ifPresent(limit -> Stream.concat(endpoints.stream(), Stream.of(UNMATCHED))
                .filter(LimitRules::isWatchedForBots)
                .forEach(endpoint -> addBot(endpoint, limit)));
        for (int i = 0; i < FORWARDED_RULES; i++) {
            addForwarded(i, bot);
        }
    }

    private static boolean isWatchedForBots(Endpoint endpoint) {
        return !endpoint.credential() && endpoint.charge() != Charge.NONE && endpoint.charge() != Charge.FORWARDED;
    }

    private void addForwarded(int number, Optional<RateLimit> bot) {
        List<WindowRule> all = new ArrayList<>(of(Charge.DEFAULT));
        bot.ifPresent(limit -> {
            WindowRule rule = new WindowRule(ids++, BOT + " forwarded " + number, limit);
            bots.add(rule);
            all.add(rule);
        });
        forwarded.add(List.copyOf(all));
    }

    private void addBot(Endpoint endpoint, RateLimit limit) {
        WindowRule rule = new WindowRule(ids++, BOT + " " + endpoint.name(), limit);
        List<WindowRule> all = new ArrayList<>(of(endpoint.charge()));
        all.add(rule);
        bots.add(rule);
        anonymous.put(endpoint.name(), List.copyOf(all));
    }

    /// The rules of a request that counts against `charge`.
    List<WindowRule> of(Charge charge) {
        return byCharge.get(charge);
    }

    /// The rules of a request without a caller.
    List<WindowRule> ofAnonymous(Endpoint endpoint) {
        List<WindowRule> rules = anonymous.get(endpoint.name());
        return rules != null ? rules : of(endpoint.charge());
    }

    /// The rules of a request without a caller to a path of another application.
    List<WindowRule> ofForwarded(String path) {
        return forwarded.get(Math.floorMod(path.hashCode(), FORWARDED_RULES));
    }

    boolean isBot(WindowRule rule) {
        return bots.contains(rule);
    }
}
