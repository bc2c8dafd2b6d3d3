package io.tollgate.server.accountmail;

/// The names under which a waiting mail keeps what its composer needs.
final class MailDetails {
    static final String EMAIL = "email";
    static final String ADDRESS = PersonNotices.ADDRESS;
    static final String AT = PersonNotices.AT;
    static final String REQUEST_ID = "requestId";

    private MailDetails() {}
}
