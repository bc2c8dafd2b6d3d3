package io.tollgate.server.account;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// An e-mail address in the one notation under which an account is known: NFKC, lower case, trimmed.
public record EmailAddress(String text) {
    /// RFC 5321, 4.5.3.1.
    public static final int MAX_LENGTH = 254;

    /// Something before the sign and a host after it. Whether mail arrives there only mail can tell.
    private static final Pattern FORM = Pattern.compile("[^\\s@\\p{Cntrl}]{1,64}@[^\\s@\\p{Cntrl}.]+(\\.[^\\s@\\p{Cntrl}.]+)*");

    /// RFC 5322's dot-atom, with letters of any script (RFC 6531). Not its quoted forms, which hardly anybody has and most
    /// servers refuse.
    private static final Pattern LOCAL_PART = Pattern.compile("[^.\",:;<>()\\[\\]\\\\]+(\\.[^.\",:;<>()\\[\\]\\\\]+)*");

    public EmailAddress {
        if (text.length() > MAX_LENGTH || !FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not an e-mail address in canonical form");
        }
    }

    /// The address somebody typed; empty when it is none.
    public static Optional<EmailAddress> parse(String typed) {
        String lower = Normalizer.normalize(typed, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
        // Once more: some letters have a composed form in lower case only.
        String canonical = Normalizer.normalize(lower, Normalizer.Form.NFKC);
        return canonical.length() <= MAX_LENGTH && FORM.matcher(canonical).matches()
                ? Optional.of(new EmailAddress(canonical))
                : Optional.empty();
    }

    /// Whether a mail server would take it. What it would not take is no address to make an account of.
    public boolean isDeliverable() {
        return LOCAL_PART.matcher(text.substring(0, text.indexOf('@'))).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
