package io.tollgate.server.settings;

import io.tollgate.guard.address.CidrSet;
import io.tollgate.guard.window.RateLimit;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Turns texts into values, collecting problems instead of stopping at the first. After a problem a harmless value
/// stands in, never used because [#throwIfAnyProblem] follows.
final class SettingsReader {
    /// Of as many digits as [#MAX_DURATION] has in the smallest unit.
    private static final Pattern DURATION = Pattern.compile("(\\d{1,13})(ms|s|m|h|d)");

    /// Of as many digits as [#MAX_SIZE] has in bytes.
    private static final Pattern SIZE = Pattern.compile("(\\d{1,19})(B|KB|MB|GB|TB)?");

    /// A hundred years, which are few enough to be counted in nanoseconds.
    private static final Duration MAX_DURATION = Duration.ofDays(36_500);

    static final String EMPTY_IS_NOT_OFF = "must not be empty; none switches it off";

    private static final long MAX_SIZE = 1L << 60;

    private static final Set<String> SCHEMES_OF_LINKS = Set.of("http", "https");

    private final EffectiveSettings effective;
    /// By key, and one for each: what follows from the first says nothing more.
    private final Map<String, String> problems = new LinkedHashMap<>();

    SettingsReader(EffectiveSettings effective) {
        this.effective = effective;
    }

    void problem(String name, String what) {
        EffectiveSettings.Value value = effective.value(name);
        problems.putIfAbsent(name, "%s (%s): %s".formatted(name, value.source(), what));
    }

    void throwIfAnyProblem() {
        if (!problems.isEmpty()) {
            throw new SettingsException(List.copyOf(problems.values()));
        }
    }

    Optional<String> optional(String name) {
        return effective.value(name).text().filter(text -> !text.equals("none"));
    }

    /// As [#optional], for what `none` switches off: an empty value may be a variable that somebody forgot to fill in, and
    /// switches nothing off.
    Optional<String> unlessOff(String name) {
        if (effective.value(name).text().isEmpty()) {
            problem(name, EMPTY_IS_NOT_OFF);
        }
        return optional(name);
    }

    String text(String name) {
        return optional(name).orElseGet(() -> {
            problem(name, "must not be empty");
            return "";
        });
    }

    Optional<Secret> secret(String name) {
        return effective.value(name).text().map(Secret::new);
    }

    /// A text that must look like `form`.
    String text(String name, Pattern form, String rule) {
        return parse(name, text(name), "", rule, text -> Optional.of(text).filter(t -> form.matcher(t).matches()));
    }

    /// A secret whose length is bounded.
    Optional<Secret> secret(String name, int minLength, int maxLength) {
        Optional<Secret> secret = secret(name);
        if (secret.filter(s -> s.value().length() < minLength || s.value().length() > maxLength).isPresent()) {
            problem(name, "must have %d to %d characters".formatted(minLength, maxLength));
        }
        return secret;
    }

    /// Texts with commas between, each of which must look like `form`.
    List<String> texts(String name, Pattern form, String rule) {
        List<String> texts = list(name);
        if (!texts.stream().allMatch(text -> form.matcher(text).matches())) {
            problem(name, rule);
        }
        return texts;
    }

    /// A secret that must look like `form` and be a URL.
    Optional<Secret> secretUrl(String name, Pattern form, String rule) {
        Optional<Secret> secret = secret(name);
        secret.ifPresent(url -> parse(name, url.value(), "", rule, text -> Optional.of(text)
                .filter(t -> form.matcher(t).matches() && URI.create(t).getHost() != null)));
        return secret;
    }

    int integer(String name, int min, int max) {
        return parse(name, text(name), min, "must be a whole number from " + min + " to " + max, text -> {
            int number = Integer.parseInt(text);
            return number >= min && number <= max ? Optional.of(number) : Optional.empty();
        });
    }

    int integer(String name, int min) {
        return integer(name, min, Integer.MAX_VALUE);
    }

    double percent(String name) {
        return parse(name, text(name), 100.0, "must be a number of percent above 0 and up to 100", text -> {
            double number = Double.parseDouble(text);
            return number > 0 && number <= 100 ? Optional.of(number) : Optional.empty();
        });
    }

    Optional<Integer> optionalInteger(String name, int min, int max) {
        return optional(name).map(text -> integer(name, min, max));
    }

    Optional<Boolean> optionalFlag(String name) {
        return optional(name).map(_ -> flag(name));
    }

    boolean flag(String name) {
        return choice(name, "true", "false").equals("true");
    }

    String choice(String name, String... allowed) {
        String text = effective.value(name).text().orElse("").toLowerCase(Locale.ROOT);
        if (!Arrays.asList(allowed).contains(text)) {
            problem(name, "must be one of " + String.join(", ", allowed));
            return allowed[0];
        }
        return text;
    }

    Duration duration(String name) {
        return duration(name, text(name));
    }

    Duration durationUpTo(String name, Duration max) {
        Duration value = duration(name);
        if (value.compareTo(max) > 0) {
            problem(name, "must be at most %ds".formatted(max.toSeconds()));
        }
        return value;
    }

    Duration durationFrom(String name, Duration min) {
        Duration value = duration(name);
        if (value.compareTo(min) < 0) {
            problem(name, "must be at least %dd".formatted(min.toDays()));
        }
        return value;
    }

    List<Duration> durations(String name) {
        List<Duration> durations = items(text(name)).map(text -> duration(name, text)).toList();
        if (durations.isEmpty()) {
            problem(name, "must name at least one time, such as 1h,4h,24h");
        }
        return durations;
    }

    private Duration duration(String name, String text) {
        String rule = "must be a time such as 50ms, 10s, 15m, 4h or 30d, up to %dd".formatted(MAX_DURATION.toDays());
        return parse(name, text, Duration.ofSeconds(1), rule, given -> {
            Matcher matcher = DURATION.matcher(given);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            long amount = Long.parseLong(matcher.group(1));
            return Optional.of(
                            switch (matcher.group(2)) {
                                case "ms" -> Duration.ofMillis(amount);
                                case "s" -> Duration.ofSeconds(amount);
                                case "m" -> Duration.ofMinutes(amount);
                                case "h" -> Duration.ofHours(amount);
                                default -> Duration.ofDays(amount);
                            })
                    .filter(duration -> duration.isPositive() && duration.compareTo(MAX_DURATION) <= 0);
        });
    }

    /// Bytes; a KB is 1,024 of them.
    long size(String name) {
        String rule = "must be a size such as 512KB, 100MB or 1GB, up to %dTB".formatted(MAX_SIZE >> 40);
        return parse(name, text(name), 1L, rule, text -> {
            Matcher matcher = SIZE.matcher(text.toUpperCase(Locale.ROOT));
            if (!matcher.matches()) {
                return Optional.empty();
            }
            String unit = Optional.ofNullable(matcher.group(2)).orElse("B");
            int shift = 10 * List.of("B", "KB", "MB", "GB", "TB").indexOf(unit);
            long amount = Long.parseLong(matcher.group(1));
            return amount > 0 && amount <= MAX_SIZE >> shift ? Optional.of(amount << shift) : Optional.empty();
        });
    }

    Optional<String> url(String name, String... prefixes) {
        Optional<String> url = optional(name);
        if (url.isPresent() && Arrays.stream(prefixes).noneMatch(url.get()::startsWith)) {
            problem(name, "must start with " + String.join(" or ", prefixes));
        }
        return url;
    }

    /// Where a path can be put behind to make a link.
    URI linkBase(String name) {
        String rule = "must be a URL such as https://auth.example.org, without ? and #";
        return parse(name, text(name), URI.create("/"), rule, text -> Optional.of(URI.create(text))
                .filter(uri -> uri.getHost() != null)
                .filter(uri -> SCHEMES_OF_LINKS.contains(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT)))
                .filter(uri -> uri.getRawQuery() == null && uri.getRawFragment() == null));
    }

    CidrSet cidrs(String name) {
        try {
            return CidrSet.parse(list(name));
        } catch (IllegalArgumentException e) {
            problem(name, e.getMessage());
            return CidrSet.none();
        }
    }

    /// A limit that cannot be switched off.
    RateLimit limit(String name) {
        String text = optional(name).orElse("none");
        return parse(name, text, RateLimit.parse("1/1s"), "must be count/period such as 600/10m", given ->
                Optional.of(RateLimit.parse(given)));
    }

    /// What stands between the commas of a value; nothing for `none`.
    List<String> list(String name) {
        return optional(name).stream().flatMap(SettingsReader::items).toList();
    }

    static Stream<String> items(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(item -> !item.isEmpty());
    }

    /// @param parser empty, or throws [IllegalArgumentException], for what breaks the rule
    <T> T parse(String name, String text, T standIn, String rule, Function<String, Optional<T>> parser) {
        Optional<T> parsed;
        try {
            parsed = parser.apply(text);
        } catch (IllegalArgumentException e) {
            parsed = Optional.empty();
        }
        return parsed.orElseGet(() -> {
            problem(name, rule);
            return standIn;
        });
    }
}
