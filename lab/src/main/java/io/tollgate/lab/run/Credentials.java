package io.tollgate.lab.run;

/// With which an account logs in.
public record Credentials(String email, String password) {

    @Override
    public String toString() {
        return "Credentials[" + email + "]";
    }
}
