package io.kloigos.http.web.webhook;

import io.kloigos.core.webhook.Delivery;
import io.kloigos.core.webhook.Webhooks;
import io.kloigos.http.query.Cursor;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.web.Page;
import io.kloigos.http.web.Paging;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Webhooks: all of them, and one of them with what was sent. */
@Path("webhooks")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class WebhookPages {
    private final Webhooks webhooks;

    @Inject
    public WebhookPages(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @GET
    @RequiresPermission(Permission.WEBHOOK_READ)
    @Operation(summary = "The webhooks")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page list() {
        return Page.of("webhook/list").with("webhooks", webhooks.list());
    }

    @GET
    @Path("{webhook_id}")
    @RequiresPermission(Permission.WEBHOOK_READ)
    @Operation(summary = "A webhook and its deliveries")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page webhook(
            @PathParam("webhook_id") UUID webhookId,
            @QueryParam("state") @Nullable String state,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri) {
        List<Delivery> page = webhooks.deliveries(
                webhookId, QueryValues.word(Delivery.State.class, "state", state), Cursor.number(cursor), Paging.ROWS);
        return Page.of("webhook/webhook")
                .with("webhook", webhooks.get(webhookId))
                .with("deliveries", page)
                .with("paging", Paging.of(page, each -> Long.toString(each.deliveryId()), uri));
    }
}
