package io.kloigos.core.hypervisor;

import io.kloigos.core.KloigosException;
import java.util.List;
import java.util.UUID;

/** Copies disks of a fake host, whose guests write nothing. */
final class FakeBackups implements BackupsOfHost {
    private final FakeHypervisor host;
    private final FakeStorage storage;

    FakeBackups(FakeHypervisor host, FakeStorage storage) {
        this.host = host;
        this.storage = storage;
    }

    @Override
    public void copyDisks(UUID vmId, String pool, List<DiskCopy> copies) {
        if (host.domain(vmId).isEmpty()) {
            throw KloigosException.notFound("domain", vmId);
        }
        for (DiskCopy copy : copies) {
            Volume source = storage.all().stream()
                    .filter(volume -> volume.path().equals(copy.source()))
                    .findFirst()
                    .orElseThrow(() -> KloigosException.notFound("volume at", copy.source()));
            byte[] bytes = storage.bytes(source.pool(), source.name());
            storage.delete(pool, copy.volume());
            storage.create(new VolumeSpec(pool, copy.volume(), VolumeFormat.QCOW2, source.capacityBytes(), null));
            storage.upload(pool, copy.volume(), Content.of(bytes));
        }
    }

    @Override
    public void breakOff(UUID vmId) {
        host.domain(vmId);
    }
}
