package io.kloigos.http.vm.disk;

import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.vm.VmVolumes;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a VM is connected to. */
@Schema(name = "VmAttachments")
record AttachmentsJson(String hostId, UUID vmId, PowerState powerState, Attachments attachments) {
    /** Each of its kinds. */
    @Schema(name = "Attachments")
    record Attachments(
            @Nullable String image, List<String> networks, List<String> snapshots, List<VolumeJson> volumes) {}

    /**
     * A disk.
     *
     * @param sizeGb what the guest sees of it; null where the host's pools do not have it
     */
    @Schema(name = "AttachedVolume")
    record VolumeJson(
            String name, @Nullable String format, @Nullable Double sizeGb, String target, String device) {
        static VolumeJson of(Domain.Disk disk, String source, @Nullable Volume volume) {
            return new VolumeJson(
                    volume == null ? source : volume.name(),
                    disk.format(),
                    volume == null ? null : (double) volume.capacityBytes() / VmVolumes.GIB,
                    disk.target(),
                    disk.device());
        }
    }
}
