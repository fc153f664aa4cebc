package io.kloigos.http.web.network;

import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostQuery;
import io.kloigos.core.host.HostService;
import io.kloigos.core.network.HostNetwork;
import io.kloigos.core.network.NetworkQuery;
import io.kloigos.core.network.NetworkService;
import io.kloigos.core.network.Reservations;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmService;
import io.kloigos.http.query.Cursor;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.web.HostChoice;
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

/** Networks: all of them, and one of them. */
@Path("networks")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class NetworkPages {
    private static final int HOSTS_ON_MAP = 8;

    private final NetworkService networks;
    private final Reservations reservations;
    private final HostService hosts;
    private final VmService vms;

    @Inject
    public NetworkPages(NetworkService networks, Reservations reservations, HostService hosts, VmService vms) {
        this.networks = networks;
        this.reservations = reservations;
        this.hosts = hosts;
        this.vms = vms;
    }

    @GET
    @RequiresPermission(Permission.NETWORK_READ)
    @Operation(summary = "The networks")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page list(
            @QueryParam("host_id") @Nullable String hostId,
            @QueryParam("name") @Nullable String name,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri) {
        String key = Cursor.key(cursor);
        String[] after = key == null ? new String[0] : key.split("/", 2);
        List<HostNetwork> page = networks.list(new NetworkQuery(
                QueryValues.text(hostId),
                null,
                QueryValues.text(name),
                after.length == 2 ? after[0] : null,
                after.length == 2 ? after[1] : null,
                Paging.ROWS));
        return Page.of("network/list")
                .with("networks", page)
                .with("hosts", HostChoice.ready(hosts))
                .with("paging", Paging.of(page, network -> network.hostId() + "/" + network.name(), uri));
    }

    @GET
    @Path("map")
    @RequiresPermission(Permission.NETWORK_READ)
    @Operation(summary = "A map of hosts, their networks and the VMs on them")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page map(
            @QueryParam("host_id") @Nullable String hostId,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri) {
        String chosen = QueryValues.text(hostId);
        List<String> page = chosen != null
                ? List.of(hosts.get(chosen).hostId())
                : hosts.list(new HostQuery(null, null, null, null, Cursor.key(cursor), HOSTS_ON_MAP)).stream()
                        .map(Host::hostId)
                        .toList();
        return Page.of("network/map")
                .with("maps", page.stream().map(this::map).toList())
                .with("paging", Paging.of(page, host -> host, HOSTS_ON_MAP, uri));
    }

    private NetworkMap map(String hostId) {
        return NetworkMap.of(
                hostId,
                networks.list(new NetworkQuery(hostId, null, null, null, null, NetworkMap.MOST_NETWORKS)),
                vms.list(VmQuery.onHost(hostId)));
    }

    @GET
    @Path("{network_id}")
    @RequiresPermission(Permission.NETWORK_READ)
    @Operation(summary = "A network")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page network(@PathParam("network_id") UUID networkId, @QueryParam("host_id") @Nullable String hostId) {
        HostNetwork network = networks.get(networkId, QueryValues.text(hostId));
        return Page.of("network/network")
                .with("network", network)
                .with("vms", vms.list(VmQuery.onHost(network.hostId())))
                .with("leases", reservations.leases(networkId, network.hostId()))
                .with("reservations", reservations.list(networkId, network.hostId()));
    }
}
