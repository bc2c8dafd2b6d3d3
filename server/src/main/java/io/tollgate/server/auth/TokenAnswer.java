package io.tollgate.server.auth;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tollgate.server.account.Account;
import io.tollgate.server.account.User;
import io.tollgate.server.session.IssuedTokens;
import org.jspecify.annotations.Nullable;

/// What a client gets for a password or a refresh token.
///
/// @param user absent when the client knows already
record TokenAnswer(
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable User user,
        String accessToken,
        String tokenType,
        long expiresIn,
        String refreshToken) {

    static TokenAnswer of(Account account, IssuedTokens tokens) {
        return of(User.of(account), tokens);
    }

    static TokenAnswer of(IssuedTokens tokens) {
        return of((User) null, tokens);
    }

    private static TokenAnswer of(@Nullable User user, IssuedTokens tokens) {
        return new TokenAnswer(user, tokens.accessToken(), "Bearer", tokens.expiresIn(), tokens.refreshToken());
    }
}
