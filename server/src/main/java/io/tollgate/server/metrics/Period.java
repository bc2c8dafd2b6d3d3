package io.tollgate.server.metrics;

import io.tollgate.server.http.Query;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A number of minutes up to now, the running one included.
record Period(int minutes) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,2})(m|h)");

    /// From `1m` to `60m` or `1h`.
    static Period of(Query query) {
        return query.parsed("period", "a time from 1m to 1h", Period::parse).orElse(new Period(History.MINUTES));
    }

    static Optional<Period> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int minutes = Integer.parseInt(matcher.group(1)) * (matcher.group(2).equals("h") ? 60 : 1);
        return minutes >= 1 && minutes <= History.MINUTES ? Optional.of(new Period(minutes)) : Optional.empty();
    }

    Instant from(Instant runningMinute) {
        return runningMinute.minus(History.MINUTE.multipliedBy(minutes - 1));
    }
}
