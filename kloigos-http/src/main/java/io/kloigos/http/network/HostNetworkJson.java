package io.kloigos.http.network;

import io.kloigos.core.network.HostNetwork;
import io.swagger.v3.oas.annotations.media.Schema;

/** A network and its host. */
@Schema(name = "HostAndNetwork")
record HostNetworkJson(String hostId, NetworkJson network) {
    static HostNetworkJson of(HostNetwork network) {
        return new HostNetworkJson(network.hostId(), NetworkJson.of(network));
    }
}
