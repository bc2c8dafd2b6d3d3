package io.tollgate.server.session;

/// What a client gets to go on with.
///
/// @param expiresIn life of the access token in seconds
public record IssuedTokens(String accessToken, long expiresIn, String refreshToken) {

    @Override
    public String toString() {
        return "IssuedTokens[***]";
    }
}
