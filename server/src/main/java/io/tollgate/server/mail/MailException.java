package io.tollgate.server.mail;

/// The mail server did not take a mail over.
public final class MailException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean permanent;

    /// @param permanent whether trying again is pointless, as for an address that does not exist
    public MailException(String message, boolean permanent, Throwable cause) {
        super(message, cause);
        this.permanent = permanent;
    }

    public boolean isPermanent() {
        return permanent;
    }
}
