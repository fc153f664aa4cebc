package io.kloigos.http.web;

import io.kloigos.core.event.EventQuery;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.server.ServerQuery;
import io.kloigos.core.server.ServerService;
import io.kloigos.core.server.ServerStatus;
import io.kloigos.http.HttpServerConfig;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The start page: the pool, the hosts, and what happened last. */
@Path("/")
@Singleton
@Produces(MediaType.TEXT_HTML)
@Tag(name = "Pages")
public final class DashboardResource {
    private static final int MOST_SERVERS = 500;
    private static final int HOSTS = 200;
    private static final int EVENTS = 15;

    private final ServerService servers;
    private final HostService hosts;
    private final EventService events;
    private final HttpServerConfig config;

    @Inject
    public DashboardResource(ServerService servers, HostService hosts, EventService events, HttpServerConfig config) {
        this.servers = servers;
        this.hosts = hosts;
        this.events = events;
        this.config = config;
    }

    @GET
    @Path("{page: (dashboard|ui|index\\.html|home)?}")
    @RequiresPermission(Permission.POOL_READ)
    @Operation(summary = "The dashboard")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page dashboard(
            @QueryParam("status") @Nullable String status,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        return new Page("dashboard", config.basePath(), model(status, after, limit));
    }

    @GET
    @Path("fragments/dashboard")
    @RequiresPermission(Permission.POOL_READ)
    @Operation(summary = "The part of the dashboard that changes, for the page itself")
    @ApiResponse(responseCode = "200", description = "A piece of HTML")
    public Page figures(
            @QueryParam("status") @Nullable String status,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        return new Page("figures", config.basePath(), model(status, after, limit));
    }

    private Map<String, Object> model(@Nullable String status, @Nullable String after, int limit) {
        QueryValues.range("limit", limit, MOST_SERVERS);
        ServerStatus wanted = QueryValues.word(ServerStatus.class, "status", status);
        List<ServerRow> rows = servers.list(new ServerQuery(null, wanted, null, Map.of(), after, limit)).stream()
                .map(ServerRow::of)
                .toList();
        Map<String, Object> model = new HashMap<>();
        model.put("pool", servers.counts());
        model.put("servers", rows);
        model.put(
                "hosts",
                HostRow.of(
                        hosts.list(null, null, null, HOSTS), Clock.systemUTC().instant()));
        model.put("events", EventRow.of(events.list(EventQuery.newest(EVENTS))));
        model.put("status", wanted == null ? "" : wanted.word());
        model.put("after", after == null ? "" : after);
        model.put("limit", limit);
        model.put("next", rows.size() == limit ? rows.get(limit - 1).hostname() : "");
        return model;
    }
}
