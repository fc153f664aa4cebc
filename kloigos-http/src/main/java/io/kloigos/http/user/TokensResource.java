package io.kloigos.http.user;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.user.ApiToken;
import io.kloigos.core.user.ApiTokens;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Identity;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tokens for scripts: one's own, and for admins everybody's. */
@Path("api/v1/tokens")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Users")
public final class TokensResource {
    private final ApiTokens tokens;

    @Inject
    public TokensResource(ApiTokens tokens) {
        this.tokens = tokens;
    }

    @POST
    @RequiresPermission(value = Permission.ACCOUNT, over = Over.ACCOUNT)
    @Operation(
            summary = "Make a token",
            description = "Its secret is in this answer and nowhere else. Send it as Authorization: Bearer.")
    @ApiResponse(
            responseCode = "200",
            description = "The token with its secret",
            content = @Content(schema = @Schema(implementation = TokenJson.class)))
    @ApiResponse(responseCode = "409", description = "There is one of that name")
    public TokenJson create(@Context Caller caller, @Context Identity identity, CreateTokenJson token) {
        UUID user = whose(caller, identity, token.userId());
        return TokenJson.of(tokens.create(caller, user, token.request()));
    }

    @GET
    @RequiresPermission(value = Permission.ACCOUNT, over = Over.ACCOUNT)
    @Operation(summary = "List tokens", description = "One's own, or with user_id, for admins, another user's.")
    @ApiResponse(
            responseCode = "200",
            description = "The tokens without their secrets, by name",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = TokenJson.class))))
    public List<TokenJson> list(
            @Context Caller caller, @Context Identity identity, @QueryParam("user_id") @Nullable String userId) {
        UUID user = whose(caller, identity, QueryValues.uuid("user_id", userId));
        return tokens.list(user).stream().map(TokenJson::of).toList();
    }

    @DELETE
    @Path("{token_id}")
    @RequiresPermission(value = Permission.ACCOUNT, over = Over.ACCOUNT)
    @Operation(summary = "End a token")
    @ApiResponse(responseCode = "200", description = "It is good for nothing any more")
    @ApiResponse(responseCode = "404", description = "There is no such token, or it is another user's")
    public Map<String, Object> delete(
            @Context Caller caller, @Context Identity identity, @PathParam("token_id") UUID tokenId) {
        ApiToken token = tokens.get(tokenId);
        if (!token.userId().equals(caller.userId()) && !manages(identity)) {
            throw KloigosException.notFound("token", tokenId);
        }
        tokens.delete(caller, tokenId);
        return Map.of("status", "deleted", "token_id", tokenId);
    }

    private static UUID whose(Caller caller, Identity identity, @Nullable UUID asked) {
        if (asked == null || asked.equals(caller.userId())) {
            return MeResource.own(caller);
        }
        if (!manages(identity)) {
            throw new KloigosException(
                    ErrorCode.FORBIDDEN, "The tokens of others are for admins. Leave user_id out for your own.");
        }
        return asked;
    }

    private static boolean manages(Identity identity) {
        return identity.permissions().contains(Permission.USER_MANAGE) && !identity.mustChangePassword();
    }
}
