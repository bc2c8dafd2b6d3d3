package io.tollgate.server.auth;

import io.tollgate.server.account.EmailAddress;
import io.tollgate.server.account.NewPasswords;
import io.tollgate.server.guard.CredentialGuard.Attempt;
import io.tollgate.server.http.JsonBody;
import io.tollgate.server.http.ProblemException;
import java.util.Optional;

/// Reads from a body what somebody proves himself with.
final class CredentialFields {

    private CredentialFields() {}

    /// The fields `email` and `password`, from a device.
    ///
    /// @throws ProblemException when they cannot be any
    static Attempt attempt(JsonBody body, Devices.Device device) {
        return new Attempt(email(body), NewPasswords.existing(body, "password"), device.presented(), device::id);
    }

    /// The field `email`.
    ///
    /// @throws ProblemException when it is no address
    static EmailAddress email(JsonBody body) {
        return parsed(body).orElseThrow(CredentialFields::noEmail);
    }

    /// The field `email` of somebody who wants an account.
    ///
    /// @throws ProblemException when it is no address, or one that no mail server takes
    static EmailAddress newEmail(JsonBody body) {
        return parsed(body).filter(EmailAddress::isDeliverable).orElseThrow(CredentialFields::noEmail);
    }

    private static Optional<EmailAddress> parsed(JsonBody body) {
        return EmailAddress.parse(body.string("email", EmailAddress.MAX_LENGTH));
    }

    private static ProblemException noEmail() {
        return ProblemException.invalid("email", "not_email", "The field email must be an e-mail address.");
    }
}
