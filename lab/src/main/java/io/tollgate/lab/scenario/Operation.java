package io.tollgate.lab.scenario;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What somebody does, and the statuses that are right for it. An honest user's 403, 429 or 503 is an error; an attacker
/// may get anything but what he came for.
public enum Operation {
    LOG_IN(200),
    REFRESH(200),
    WHO_AM_I(200),
    SESSIONS(200),
    LIST_FILES(200),
    METADATA(200),
    DOWNLOAD(200),
    UPLOAD(201),
    RENAME(200),
    DELETE(204),

    /// A login with a password never tried before.
    GUESS(401, 403, 429, 503),
    /// A request without a token.
    ANONYMOUS(200, 401, 403, 429, 503),
    /// A refresh with a token that its owner has used since it was stolen.
    REPLAY(401, 403, 429, 503),
    /// A request with an access token whose signature is not right.
    FORGE(401, 403, 429, 503),
    /// A sign-up under a name never used before.
    SIGN_UP(201, 403, 429, 503);

    private final Set<Integer> expected;

    Operation(Integer... expected) {
        this.expected = Set.of(expected);
    }

    public boolean expects(int status) {
        return expected.contains(status);
    }

    /// Whether attackers do it, rather than users.
    public boolean isAttack() {
        return compareTo(GUESS) >= 0;
    }

    /// As it stands in definitions and reports: `log-in`.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Operation> parse(String text) {
        for (Operation operation : values()) {
            if (operation.text().equals(text)) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }

    static Operation of(int ordinal) {
        return values()[ordinal];
    }
}
