package io.tollgate.guard.window;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How many requests are admitted in any window of the period's length, written as `600/10m`.
///
/// @param count  from 1 to [#MAX_COUNT]; the count itself is admitted, the next request is refused
/// @param period whole milliseconds, from 1 ms to [#MAX_PERIOD]
public record RateLimit(int count, Duration period) {
    public static final int MAX_COUNT = 1_000_000;
    public static final Duration MAX_PERIOD = Duration.ofDays(366);

    private static final Pattern NOTATION = Pattern.compile("([0-9]{1,9})/([0-9]{1,9})(ms|s|m|h|d)");

    public RateLimit {
        if (count < 1 || count > MAX_COUNT) {
            throw new IllegalArgumentException("a limit's count must be from 1 to " + MAX_COUNT + ", not " + count);
        }
        if (period.compareTo(Duration.ofMillis(1)) < 0 || period.compareTo(MAX_PERIOD) > 0
                || period.getNano() % 1_000_000 != 0) {
            throw new IllegalArgumentException("a limit's period must be whole milliseconds, from 1 ms to "
                    + MAX_PERIOD.toDays() + " days, not " + period);
        }
    }

    /// Reads `count/period`, the period in `ms`, `s`, `m`, `h` or `d`.
    ///
    /// @throws IllegalArgumentException saying what is wrong and what would be right
    public static RateLimit parse(String text) {
        Matcher matcher = NOTATION.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is not a limit; write count/period with the unit ms, s, m, h or d, like 600/10m");
        }
        // Not Duration.multipliedBy, which computes with BigDecimal: preparing that takes a start longer than all other settings.
        Duration period = Duration.ofMillis(Math.multiplyExact(
                unit(matcher.group(3)).toMillis(), Long.parseLong(matcher.group(2))));
        return new RateLimit(Integer.parseInt(matcher.group(1)), period);
    }

    private static Duration unit(String name) {
        return switch (name) {
            case "ms" -> Duration.ofMillis(1);
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            case "d" -> Duration.ofDays(1);
            default -> throw new IllegalArgumentException("no unit of time: " + name);
        };
    }

    /// How many requests are admitted where a multiplier applies: rounded down, but at least one unless the multiplier is 0.
    /// So a share of a small limit stays usable, and only 0 means none at all.
    public int scaled(double multiplier) {
        if (!(multiplier >= 0)) {
            throw new IllegalArgumentException("a multiplier must not be negative: " + multiplier);
        }
        return multiplier == 0 ? 0 : (int) Math.max(1, Math.min(Integer.MAX_VALUE, count * multiplier));
    }

    /// The notation that [#parse] reads, in the largest unit that needs no fraction.
    @Override
    public String toString() {
        long millis = period.toMillis();
        for (String name : new String[] {"d", "h", "m", "s"}) {
            long unit = unit(name).toMillis();
            if (millis % unit == 0) {
                return count + "/" + millis / unit + name;
            }
        }
        return count + "/" + millis + "ms";
    }
}
