package io.kloigos.http.network;

import io.kloigos.core.Checks;
import io.kloigos.core.hypervisor.NicModel;
import io.kloigos.core.vm.nic.NetworkAttachments.Attachment;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A VM to put on a network, or to take off it; {@code address} and {@code model} are for the former only. */
@Schema(name = "NetworkAttachmentRequest")
record AttachmentJson(
        @Nullable String hostId,
        @Nullable UUID vmId,
        @Nullable String mac,
        @Nullable String address,
        @Nullable NicModel model) {
    AttachmentJson {
        new Checks().that(vmId != null, "vm_id", "is required").done();
    }

    Attachment on(UUID networkId) {
        return new Attachment(networkId, hostId, Objects.requireNonNull(vmId), mac, address, model);
    }
}
