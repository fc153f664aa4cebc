package io.kloigos.http.vm.nic;

import io.kloigos.core.hypervisor.NicModel;
import io.kloigos.core.vm.nic.NicRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A network interface to plug in. */
@Schema(name = "AttachInterfaceRequest")
record AttachInterfaceJson(
        @Nullable String hostId,
        @Nullable String network,
        @Nullable NicModel model,
        @Nullable String mac) {
    NicRequest request() {
        return new NicRequest(network == null ? "" : network, model, mac);
    }
}
