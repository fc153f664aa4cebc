package io.kloigos.http.host;

import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostQuery;
import io.kloigos.core.host.HostService;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.task.BlockingCalls;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What scripts of the system before ask an agent on a host. There is none here: we answer for all hosts. */
@Path("agent")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Hosts")
public final class AgentResource {
    private static final int MOST = 1000;

    private final HostService hosts;
    private final BlockingCalls calls;

    @Inject
    public AgentResource(HostService hosts, BlockingCalls calls) {
        this.hosts = hosts;
        this.calls = calls;
    }

    /** How hosts are. */
    @Schema(name = "AgentStatus")
    record StatusJson(String status, int count, List<HostHealthJson> items) {}

    @GET
    @Path("status")
    @RequiresPermission(Permission.HOST_READ)
    @Operation(
            summary = "How all hosts are",
            description = "As of the last look at each; for scripts that ask an agent.")
    @ApiResponse(
            responseCode = "200",
            description = "The hosts, the newest first",
            content = @Content(schema = @Schema(implementation = StatusJson.class)))
    public StatusJson status() {
        List<HostHealthJson> items = all().stream().map(HostHealthJson::of).toList();
        return new StatusJson("ok", items.size(), items);
    }

    @POST
    @Path("push-now")
    @RequiresPermission(Permission.HOST_READ)
    @Operation(
            summary = "Look at all hosts now",
            description = "At those that can be reached, one after the other; answers when the last look has ended.")
    @ApiResponse(
            responseCode = "200",
            description = "How they are now",
            content = @Content(schema = @Schema(implementation = StatusJson.class)))
    public CompletionStage<StatusJson> pushNow() {
        return calls.run(() -> {
            all().stream().filter(Host::isReachable).forEach(host -> hosts.refresh(host.hostId()));
            return status();
        });
    }

    private List<Host> all() {
        return hosts.list(HostQuery.newest(MOST));
    }
}
