package io.tollgate.server.event;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.http.Query;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which events are asked for. All conditions hold together; one that is not given does not restrict.
///
/// @param types      any of them
/// @param severities any of them
/// @param ip         in the form of [ClientAddress#key]
/// @param from       the first moment
/// @param to         the moment behind the last
record EventFilter(
        List<EventType> types,
        List<Severity> severities,
        Optional<String> userId,
        Optional<String> ip,
        Optional<Instant> from,
        Optional<Instant> to) {

    private static final String TIME = "a time such as 2026-01-31T12:00:00Z";

    /// The latest time that both databases and RFC 3339 can say.
    private static final Instant MAX_TIME = Instant.parse("9999-12-31T23:59:59.999Z");

    /// @throws ProblemException naming the parameter that is wrong
    static EventFilter of(Query query) {
        Optional<Instant> from = query.parsed("from", TIME, EventFilter::time);
        Optional<Instant> to = query.parsed("to", TIME, EventFilter::time);
        if (from.isPresent() && to.isPresent() && from.get().isAfter(to.get())) {
            throw ProblemException.invalid("to", "before_from", "The parameter to must not be before from.");
        }
        return new EventFilter(
                query.parsedList("type", "a type of event", EventType::parse),
                query.parsedList("severity", "a severity", Severity::parse),
                query.id("userId", "the id of an account"),
                query.parsed("ip", "an IP address", EventFilter::address),
                from,
                to);
    }

    /// Any spelling of an address, and the one that events show: an IPv6 client by its network.
    private static Optional<String> address(String text) {
        return ClientAddress.parseShown(text).map(ClientAddress::key);
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text)).filter(time -> !time.isBefore(Instant.EPOCH) && !time.isAfter(MAX_TIME));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /// The types that are left when severities are given too: every type has one severity, so the two are one condition.
    List<EventType> matchingTypes() {
        Stream<EventType> matching = types.stream().distinct();
        return severities.isEmpty()
                ? matching.toList()
                : matching.filter(type -> severities.contains(type.severity())).toList();
    }

    EventFilter withAllTypes() {
        return new EventFilter(List.of(EventType.values()), severities, userId, ip, from, to);
    }

    /// Whether nothing can match.
    boolean isContradiction() {
        return !types.isEmpty() && matchingTypes().isEmpty();
    }
}
