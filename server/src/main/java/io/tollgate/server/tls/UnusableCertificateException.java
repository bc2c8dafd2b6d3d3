package io.tollgate.server.tls;

/// The certificate or its key cannot be used. The message names the setting and says what would be right.
final class UnusableCertificateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableCertificateException(String setting, String what) {
        super(setting + ": " + what);
    }
}
