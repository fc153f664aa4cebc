package io.kloigos.http.network;

import io.kloigos.core.network.AddressRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An address to keep, for a {@code mac} or for a VM's interface on the network; any free one unless it is named. */
@Schema(name = "ReserveAddressRequest")
record ReserveAddressJson(
        @Nullable String hostId,
        @Nullable String mac,
        @Nullable UUID vmId,
        @Nullable String address,
        @Nullable String hostname) {
    AddressRequest request(UUID networkId) {
        return new AddressRequest(networkId, hostId, mac, address, hostname, vmId);
    }
}
