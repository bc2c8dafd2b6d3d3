package io.tollgate.server.alert;

import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.event.StoredEvents.Repeated;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The events of one incident within one batch.
///
/// @param event     the first of them
/// @param addresses where they came from, at most [#MAX_ADDRESSES]
record Sighting(
        AlertKind kind,
        String incident,
        SecurityEvent event,
        Set<String> addresses,
        Instant lastAt,
        long count,
        String eventId) {
    /// An incident goes on while its events are no further apart.
    static final Duration GOES_ON = Duration.ofHours(1);

    /// A filled budget and the ban that follows it are one incident; so are several budgets filled from one address.
    private static final Duration ATTACK_GOES_ON = Duration.ofMinutes(1);

    private static final String ONLY_WATCHES = "nothing: the guard only watches";

    private static final int MAX_ADDRESSES = 50;
    private static final int MAX_EVIDENCE = 600;
    private static final int MAX_VALUE = 160;
    private static final int MAX_SUBJECT = 80;

    /// Those of refusals are sealed and long, and must arrive whole to be of use.
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9_-]{1,600}");

    /// The beginning of the keyed hash is enough to tell accounts apart, too short to be taken for a secret.
    private static final int MAX_ACCOUNT = 12;

    /// What is worth an alert in a batch, one sighting an incident. Guesses stand before the bans that follow them.
    static List<Sighting> in(List<Repeated> events) {
        Map<String, Sighting> sightings = new LinkedHashMap<>();
        for (Repeated repeated : events) {
            AlertKind.of(repeated.first().type())
                    .map(kind -> of(kind, repeated))
                    .ifPresent(sighting -> sightings.merge(sighting.incident(), sighting, Sighting::and));
        }
        List<Sighting> ordered = new ArrayList<>(sightings.values());
        ordered.sort(Comparator.comparing(Sighting::firstAt).thenComparing(Sighting::kind));
        return ordered;
    }

    private static Sighting of(AlertKind kind, Repeated repeated) {
        SecurityEvent event = repeated.first();
        Set<String> addresses = event.address().map(Set::of).orElse(Set.of());
        return new Sighting(
                kind,
                incident(kind, event.type(), event),
                event,
                addresses,
                repeated.lastAt(),
                repeated.count(),
                repeated.id());
    }

    /// The name of the incident that events of this type and about whom this event is about are of.
    static String incident(AlertKind kind, EventType type, SecurityEvent event) {
        String among = kind == AlertKind.OTHER ? type.text() + "/" : "";
        return kind.text() + "/" + among + subject(kind, event);
    }

    /// The person, else the account that may not exist, else the address. A ban is about the address, whoever gave it, a
    /// lost node about the node, and a certificate about how far it has come.
    private static String subject(AlertKind kind, SecurityEvent event) {
        Optional<String> address = event.address().map(text -> "address/" + text);
        if (kind == AlertKind.IP_BANNED && address.isPresent()) {
            return address.get();
        }
        if (kind == AlertKind.NODE_LOST) {
            return "node/" + event.details().getOrDefault("node", "");
        }
        if (kind == AlertKind.CERTIFICATE_EXPIRES) {
            return "certificate/" + event.details().getOrDefault("sha256", "") + "/" + event.details().getOrDefault("stage", "");
        }
        return event.userId()
                .map(id -> "user/" + id)
                .or(() -> account(event).map(hash -> "account/" + hash))
                .or(() -> address)
                .orElse("server");
    }

    private static Optional<String> account(SecurityEvent event) {
        return Optional.ofNullable(event.details().get(SecurityEvent.ACCOUNT));
    }

    private Sighting and(Sighting other) {
        Sighting earlier = firstAt().isAfter(other.firstAt()) ? other : this;
        Instant last = lastAt.isAfter(other.lastAt) ? lastAt : other.lastAt;
        if (addresses.containsAll(other.addresses)) {
            return new Sighting(kind, incident, earlier.event, addresses, last, count + other.count, earlier.eventId);
        }
        Set<String> both = Stream.concat(addresses.stream(), other.addresses.stream())
                .limit(MAX_ADDRESSES)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return new Sighting(kind, incident, earlier.event, both, last, count + other.count, earlier.eventId);
    }

    /// What is left of it when it has no alert of its own: its kind, its time and its count.
    Sighting ofTheRest() {
        SecurityEvent nobody = SecurityEvent.of(event.type(), event.timestamp()).with("subjects", "many");
        return new Sighting(kind, rest(kind), nobody, Set.of(), lastAt, count, eventId);
    }

    /// The incident that those without an alert of their own share.
    static String rest(AlertKind kind) {
        return kind.text() + "/rest";
    }

    Instant firstAt() {
        return event.timestamp();
    }

    /// The names under which it finds its alert, each with how long it stays the same incident.
    Map<String, Duration> keys() {
        Map<String, Duration> keys = new LinkedHashMap<>();
        keys.put(incident, GOES_ON);
        if (kind == AlertKind.BRUTE_FORCE || kind == AlertKind.IP_BANNED) {
            addresses.forEach(address -> keys.put("attack/" + address, ATTACK_GOES_ON));
        }
        return keys;
    }

    String headline() {
        return kind == AlertKind.OTHER ? event.type().text().replace('_', ' ') : kind.headline();
    }

    Optional<String> userId() {
        return kind == AlertKind.IP_BANNED ? Optional.empty() : event.userId().map(Sighting::subjectText);
    }

    Optional<String> accountHash() {
        return account(event).map(hash -> SafeText.line(hash, MAX_ACCOUNT));
    }

    /// Where it came from; guesses that together locked an account came from many places.
    Optional<String> address() {
        return event.type() == EventType.AUTHN_LOGIN_LOCK
                ? Optional.empty()
                : event.address().map(Sighting::subjectText);
    }

    private static String subjectText(String text) {
        return SafeText.line(text, MAX_SUBJECT);
    }

    Optional<String> requestId() {
        return event.requestId().filter(id -> REQUEST_ID.matcher(id).matches());
    }

    /// The event's type, its details and the user agent, in one line.
    String evidence() {
        String details = event.details().entrySet().stream()
                .filter(detail -> !SafeText.isSecretName(detail.getKey()))
                .map(detail -> "; " + SafeText.line(detail.getKey(), 40) + ": "
                        + SafeText.line(detail.getValue(), MAX_VALUE))
                .collect(Collectors.joining());
        String agent = event.userAgent()
                .map(text -> "; user agent: " + SafeText.line(text, MAX_VALUE))
                .orElse("");
        return SafeText.line(event.type().text() + details + agent, MAX_EVIDENCE);
    }

    /// What the server did about it.
    ///
    /// @param monitorOnly whether the guard refuses nothing; sessions end all the same
    Optional<String> outcome(boolean monitorOnly) {
        if (detail(SecurityEvent.MONITORED).isPresent()) {
            return Optional.of("nothing: the rule only watches");
        }
        return switch (kind) {
            case IP_BANNED -> Optional.of(ban(monitorOnly));
            case BRUTE_FORCE -> Optional.of(
                    monitorOnly
                            ? ONLY_WATCHES
                            : event.type() == EventType.AUTHN_LOGIN_LOCK
                                    ? "unknown clients wait before they may guess at this account again"
                                    : "further guesses are refused");
            case SESSION_THEFT, RAPID_REFRESH -> Optional.of("the session ended; its holder must log in again")
                    // A right password from elsewhere is let in and only told of.
                    .filter(_ -> detail("within").filter("login"::equals).isEmpty());
            case BOT, RATE_LIMIT_ABUSE -> Optional.of(monitorOnly ? ONLY_WATCHES : "requests over the limit are refused");
            case ACCOUNT_TAKEOVER, SEVERAL_DEVICES, NODE_LOST, CERTIFICATE_EXPIRES, OTHER, PERFORMANCE -> Optional.empty();
        };
    }

    private String ban(boolean monitorOnly) {
        String until = detail("until").map(text -> " until " + text).orElse("");
        return monitorOnly ? ONLY_WATCHES + ", so the ban" + until + " does not hold" : "the address is banned" + until;
    }

    private Optional<String> detail(String name) {
        return Optional.ofNullable(event.details().get(name)).map(text -> SafeText.line(text, MAX_SUBJECT));
    }
}
