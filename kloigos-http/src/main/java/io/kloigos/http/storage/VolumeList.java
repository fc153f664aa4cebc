package io.kloigos.http.storage;

import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.observation.HostInventory;
import io.kloigos.core.observation.VolumeUse;
import io.kloigos.core.storage.VolumeService;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** Volumes with the VMs that use them, as last reported. */
@Singleton
public final class VolumeList {
    private final VolumeService volumes;
    private final HostInventory inventory;

    @Inject
    public VolumeList(VolumeService volumes, HostInventory inventory) {
        this.volumes = volumes;
        this.inventory = inventory;
    }

    /** Those of one pool, without what is in the trash. */
    List<VolumeJson> ofPool(String hostId, String pool) {
        VolumeUse use = use(hostId);
        return volumes.list(hostId, pool).stream()
                .map(volume -> VolumeJson.of(volume, use.usersOf(volume)))
                .toList();
    }

    VolumeJson of(String hostId, Volume volume) {
        return VolumeJson.of(volume, use(hostId).usersOf(volume));
    }

    private VolumeUse use(String hostId) {
        return VolumeUse.of(inventory.domains(hostId), inventory.volumes(hostId));
    }
}
