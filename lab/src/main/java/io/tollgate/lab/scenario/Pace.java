package io.tollgate.lab.scenario;

import java.time.Duration;

/// How often something happens: `1000/1m`.
public record Pace(int count, Duration period) {

    public Pace {
        if (count < 1 || period.isZero() || period.isNegative()) {
            throw new IllegalArgumentException("a pace is a count of at least 1 in a period, as 1000/1m");
        }
    }

    /// @throws IllegalArgumentException when it is none
    public static Pace parse(String text) {
        int slash = text.indexOf('/');
        try {
            return slash < 0
                    ? new Pace(Integer.parseInt(text.strip()), Duration.ofSeconds(1))
                    : new Pace(
                            Integer.parseInt(text.substring(0, slash).strip()),
                            Durations.parse(text.substring(slash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(text + " is no pace; write 1000/1m, or 10 for 10/1s", e);
        }
    }

    public double perSecond() {
        return count * 1e9 / period.toNanos();
    }

    @Override
    public String toString() {
        return count + "/" + Durations.text(period);
    }
}
