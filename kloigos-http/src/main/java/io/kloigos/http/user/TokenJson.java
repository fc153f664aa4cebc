package io.kloigos.http.user;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kloigos.core.user.ApiToken;
import io.kloigos.core.user.ApiTokens;
import io.kloigos.core.user.Role;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token.
 *
 * @param token its secret: told once, when it is made
 */
@Schema(name = "Token")
record TokenJson(
        UUID tokenId,
        UUID userId,
        String name,
        @Nullable Role role,
        @Nullable String projectId,
        @Nullable Instant expiresAt,
        Instant createdAt,
        @Nullable Instant lastUsedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String token) {
    static TokenJson of(ApiToken token) {
        return of(token, null);
    }

    static TokenJson of(ApiTokens.Made made) {
        return of(made.token(), made.secret().text());
    }

    private static TokenJson of(ApiToken token, @Nullable String secret) {
        return new TokenJson(
                token.tokenId(),
                token.userId(),
                token.name(),
                token.role(),
                token.projectId(),
                token.expiresAt(),
                token.createdAt(),
                token.lastUsedAt(),
                secret);
    }

    @Override
    public String toString() {
        return "TokenJson[name=" + name + "]";
    }
}
