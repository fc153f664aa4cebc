package io.kloigos.http.webhook;

import io.kloigos.core.Caller;
import io.kloigos.core.webhook.Delivery;
import io.kloigos.core.webhook.Webhooks;
import io.kloigos.http.query.Cursor;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.webhook.WebhookJson.ChangeJson;
import io.kloigos.http.webhook.WebhookJson.CreateJson;
import io.kloigos.http.webhook.WebhookJson.DeliveryJson;
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
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Others that are told of events over HTTP. */
@Path("api/v1/webhooks")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Webhooks")
public final class WebhooksResource {
    private final Webhooks webhooks;

    @Inject
    public WebhooksResource(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RequiresPermission(Permission.WEBHOOK_MANAGE)
    @Operation(
            summary = "Make a webhook",
            description =
                    "It is sent every event of those types from now on, signed with the secret, which is told in this"
                            + " answer and never again.")
    @ApiResponse(
            responseCode = "200",
            description = "The webhook and its secret",
            content = @Content(schema = @Schema(implementation = WebhookJson.class)))
    public WebhookJson add(@Context Caller caller, CreateJson webhook) {
        Webhooks.Created created = webhooks.add(caller, webhook.address(), webhook.types(), webhook.secret());
        return WebhookJson.of(created.webhook(), created.secret());
    }

    @GET
    @RequiresPermission(Permission.WEBHOOK_READ)
    @Operation(summary = "List webhooks", description = "Newest first.")
    @ApiResponse(
            responseCode = "200",
            description = "All webhooks",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = WebhookJson.class))))
    public List<WebhookJson> list() {
        return webhooks.list().stream().map(WebhookJson::of).toList();
    }

    @GET
    @Path("{webhook_id}")
    @RequiresPermission(Permission.WEBHOOK_READ)
    @Operation(summary = "Look at a webhook")
    @ApiResponse(
            responseCode = "200",
            description = "The webhook",
            content = @Content(schema = @Schema(implementation = WebhookJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such webhook")
    public WebhookJson get(@PathParam("webhook_id") UUID webhookId) {
        return WebhookJson.of(webhooks.get(webhookId));
    }

    @PATCH
    @Path("{webhook_id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RequiresPermission(Permission.WEBHOOK_MANAGE)
    @Operation(summary = "Switch a webhook off or on")
    @ApiResponse(
            responseCode = "200",
            description = "The webhook",
            content = @Content(schema = @Schema(implementation = WebhookJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such webhook")
    public WebhookJson change(@Context Caller caller, @PathParam("webhook_id") UUID webhookId, ChangeJson change) {
        return WebhookJson.of(webhooks.setEnabled(caller, webhookId, change.enabled()));
    }

    @DELETE
    @Path("{webhook_id}")
    @RequiresPermission(Permission.WEBHOOK_MANAGE)
    @Operation(summary = "Delete a webhook", description = "What waits for it is forgotten.")
    @ApiResponse(responseCode = "200", description = "It is gone")
    @ApiResponse(responseCode = "404", description = "There is no such webhook")
    public Map<String, String> remove(@Context Caller caller, @PathParam("webhook_id") UUID webhookId) {
        webhooks.remove(caller, webhookId);
        return Map.of("status", "deleted", "webhook_id", webhookId.toString());
    }

    @GET
    @Path("{webhook_id}/deliveries")
    @RequiresPermission(Permission.WEBHOOK_READ)
    @Operation(
            summary = "List what was and is to be sent",
            description = "Newest first. state=dead are those that were given up.")
    @ApiResponse(
            responseCode = "200",
            description = "The deliveries",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = DeliveryJson.class))))
    public Response deliveries(
            @PathParam("webhook_id") UUID webhookId,
            @QueryParam("state") @Nullable String state,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri) {
        Delivery.State wanted = QueryValues.word(Delivery.State.class, "state", state);
        List<Delivery> page = webhooks.deliveries(webhookId, wanted, Cursor.number(cursor), limit);
        return Cursor.page(page, DeliveryJson::of, limit, each -> Long.toString(each.deliveryId()), uri);
    }

    @POST
    @Path("{webhook_id}/deliveries/{delivery_id}/send-again")
    @RequiresPermission(Permission.WEBHOOK_MANAGE)
    @Operation(summary = "Send something again", description = "Something that was delivered, or given up.")
    @ApiResponse(responseCode = "200", description = "It is on its way")
    @ApiResponse(responseCode = "404", description = "There is no such delivery that has ended")
    public Map<String, Object> sendAgain(
            @Context Caller caller,
            @PathParam("webhook_id") UUID webhookId,
            @PathParam("delivery_id") long deliveryId) {
        webhooks.sendAgain(caller, webhookId, deliveryId);
        return Map.of("status", "pending", "delivery_id", deliveryId);
    }
}
