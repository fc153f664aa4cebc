package io.kloigos.http.web.user;

import io.kloigos.core.user.ApiTokens;
import io.kloigos.core.user.UserService;
import io.kloigos.http.security.Identity;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.util.UUID;

/** One's own account. */
@Path("account")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class AccountPage {
    private final UserService users;
    private final ApiTokens tokens;

    @Inject
    public AccountPage(UserService users, ApiTokens tokens) {
        this.users = users;
        this.tokens = tokens;
    }

    @GET
    @RequiresPermission(value = Permission.ACCOUNT, over = Over.ACCOUNT)
    @Operation(summary = "One's own account: roles, password, tokens")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page account(@Context Identity identity) {
        Page page = Page.of("user/account").with("roles", identity.projects());
        UUID userId = identity.userId();
        return userId == null ? page : page.with("user", users.get(userId)).with("tokens", tokens.list(userId));
    }
}
