package io.tollgate.server.accountmail;

import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.event.StoredEvents;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Tells people of events that concern their accounts: once each, in the transaction that stores them.
public final class EventNotices implements StoredEvents {
    private final PersonNotices notices;
    private final boolean monitorOnly;

    /// @param monitorOnly whether the guard refuses nothing
    public EventNotices(PersonNotices notices, boolean monitorOnly) {
        this.notices = notices;
        this.monitorOnly = monitorOnly;
    }

    @Override
    public void stored(Handle handle, List<Repeated> events) {
        events.forEach(repeated -> tell(handle, repeated.first()));
    }

    private void tell(Handle handle, SecurityEvent event) {
        if (isOnlyWatched(event)) {
            return;
        }
        noticeOf(event.type()).ifPresent(notice -> event.userId()
                .ifPresent(userId -> notices.tell(handle, userId, notice, detailsOf(event))));
    }

    /// A notice says what was done about an attack, and about what is only watched nothing is.
    private boolean isOnlyWatched(SecurityEvent event) {
        return event.details().containsKey(SecurityEvent.MONITORED)
                || monitorOnly && event.type() == EventType.AUTHN_LOGIN_LOCK;
    }

    private static Map<String, String> detailsOf(SecurityEvent event) {
        Map<String, String> details = new HashMap<>();
        details.put(PersonNotices.AT, event.timestamp().toString());
        event.address().ifPresent(address -> details.put(PersonNotices.ADDRESS, address));
        return details;
    }

    private static Optional<Notice> noticeOf(EventType type) {
        return switch (type) {
            case AUTHN_LOGIN_LOCK -> Optional.of(Notice.GUESSING);
            case AUTHN_NEW_DEVICES -> Optional.of(Notice.NEW_DEVICES);
            case AUTHN_TOKEN_REUSE -> Optional.of(Notice.TOKEN_REUSED);
            case AUTHN_IMPOSSIBLE_TRAVEL, AUTHN_ACCOUNT_TAKEOVER -> Optional.of(Notice.UNUSUAL_LOGIN);
            case AUTHN_PASSWORD_CHANGE -> Optional.of(Notice.PASSWORD_CHANGED);
            // Of a reset people are told by what resets, in its own transaction.
            default -> Optional.empty();
        };
    }
}
