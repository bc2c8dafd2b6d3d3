package io.tollgate.server.account;

import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.FieldError;
import io.tollgate.server.http.JsonBody;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.password.Password;
import io.tollgate.server.password.PasswordRules;
import io.tollgate.server.password.PasswordRules.Weakness;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads passwords from requests, and says of a new one what is wrong with it.
public final class NewPasswords {
    private final PasswordRules rules;

    public NewPasswords(PasswordRules rules) {
        this.rules = rules;
    }

    /// A password to be checked, which may have been chosen under other rules.
    public static Password existing(JsonBody body, String field) {
        return new Password(body.string(field, Password.MAX_LENGTH));
    }

    /// A password to be set.
    ///
    /// @throws ProblemException `weak_password` with the reason
    public Password chosen(JsonBody body, String field, EmailAddress email, Optional<String> name) {
        Password password = existing(body, field);
        List<String> personal = Stream.concat(Stream.of(email.text()), name.stream()).toList();
        rules.weakness(password, personal).ifPresent(weakness -> {
            throw ProblemException.of(
                    ErrorCode.WEAK_PASSWORD,
                    List.of(new FieldError(field, weakness.name().toLowerCase(Locale.ROOT), message(weakness))));
        });
        return password;
    }

    private String message(Weakness weakness) {
        return switch (weakness) {
            case TOO_SHORT -> "The password must have at least %d characters.".formatted(rules.minLength());
            case COMMON -> "The password is one that very many people use.";
            case REPETITION -> "The password only repeats a few characters.";
            case SEQUENCE -> "The password is a run of neighbouring keys, letters or digits.";
            case PERSONAL -> "The password is your address, your name or the name of this service.";
        };
    }
}
