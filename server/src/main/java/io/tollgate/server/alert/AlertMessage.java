package io.tollgate.server.alert;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What is sent: one alert, a batch of one kind, an all-clear or a test.
///
/// @param text       of an all-clear or a test
/// @param suppressed alerts of this kind that the budget held back since the message before
/// @param alerts     the first of them, at most [AlertTable#MAX_LISTED]
/// @param total      how many there are
record AlertMessage(
        String id,
        AlertKind kind,
        Priority priority,
        Form form,
        Optional<String> text,
        long suppressed,
        Instant createdAt,
        Instant dueAt,
        List<Alert> alerts,
        long total) {

    enum Form {
        ALERTS,
        ALL_CLEAR,
        /// Nothing but the number of alerts that the budget held back.
        HELD_BACK,
        TEST;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Form of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /// One line that says what it is about.
    String title() {
        return switch (form) {
            case TEST -> "test of the alerts";
            case HELD_BACK -> kind.headline() + ", " + suppressed + " alerts held back";
            case ALL_CLEAR -> "all clear: " + text.orElse(kind.headline());
            case ALERTS -> alerts.size() == 1 ? alerts.getFirst().summary() : several();
        };
    }

    /// As [#title], without what leads to a person.
    String anonymousTitle() {
        return form == Form.ALERTS && alerts.size() == 1 ? alerts.getFirst().anonymousSummary() : title();
    }

    private String several() {
        return kind.headline() + ", " + total + " incidents";
    }

    AlertMessage with(List<Alert> some, long all) {
        return new AlertMessage(id, kind, priority, form, text, suppressed, createdAt, dueAt, some, all);
    }
}
