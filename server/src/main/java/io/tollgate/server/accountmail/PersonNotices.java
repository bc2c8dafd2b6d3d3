package io.tollgate.server.accountmail;

import io.tollgate.server.mail.MailIntent;
import io.tollgate.server.mail.MailOutbox;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// Tells people by mail what happened to their accounts. Thread-safe.
///
/// Of one kind a person is told at most [MailOutbox#PER_HOUR] times an hour; what happens beyond that is told by one more
/// mail when the hour is over. Fails open: without a mail server nobody is told.
public final class PersonNotices {
    /// The client address it came from, in `details`.
    public static final String ADDRESS = "address";

    /// When it happened, in `details`, as [java.time.Instant#toString] gives it; without it, now.
    public static final String AT = "at";

    private final MailOutbox outbox;
    private final InstantSource clock;

    public PersonNotices(MailOutbox outbox, InstantSource clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /// @param details [#ADDRESS] and [#AT], both optional; others are not told, for an attacker may have chosen them
    public void tell(String userId, Notice notice, Map<String, String> details) {
        outbox.add(intent(userId, notice, details));
    }

    /// As [#tell(String, Notice, Map)], within a transaction: told if and only if it commits.
    public void tell(Handle handle, String userId, Notice notice, Map<String, String> details) {
        outbox.add(handle, intent(userId, notice, details));
    }

    private MailIntent intent(String userId, Notice notice, Map<String, String> details) {
        Map<String, String> told = new HashMap<>(details);
        told.keySet().retainAll(Set.of(ADDRESS, AT));
        told.putIfAbsent(AT, clock.instant().toString());
        return new MailIntent(notice.kind(), userId, MailIntent.TooMany.DEFER, told);
    }
}
