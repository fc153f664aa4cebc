package io.kloigos.core.storage;

import io.kloigos.core.backup.BackupRecords;
import io.kloigos.core.database.Database;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.trash.TrashRecords;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmRecords;
import io.kloigos.core.vm.VmSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads what our records say is used on a host. */
public final class VolumeClaimsReader {
    private static final int AT_ONCE = 1000;

    private final Database database;
    private final ImageService images;

    public VolumeClaimsReader(Database database, ImageService images) {
        this.database = database;
        this.images = images;
    }

    public VolumeClaims of(String hostId) {
        Set<String> vms = new HashSet<>();
        Long last = null;
        List<Vm> some;
        do {
            VmQuery query = new VmQuery(hostId, null, null, null, Map.of(), last, AT_ONCE);
            some = database.transact(tx -> VmRecords.list(tx, query));
            some.forEach(vm -> VmRecords.volumes(vm).forEach(disk -> vms.add(place(disk))));
            last = some.isEmpty() ? null : some.get(some.size() - 1).seq();
        } while (some.size() == AT_ONCE);
        Set<String> copies = images.volumesOn(hostId).stream()
                .map(name -> ImageService.POOL + "/" + name)
                .collect(Collectors.toSet());
        Set<String> trash = database.transact(tx -> TrashRecords.onHost(tx, hostId)).stream()
                .map(trashed -> trashed.pool() + "/" + trashed.volume())
                .collect(Collectors.toSet());
        return new VolumeClaims(copies, vms, trash, database.transact(tx -> BackupRecords.volumesOn(tx, hostId)));
    }

    private static String place(VmSpec.Disk disk) {
        return disk.pool() == null ? String.valueOf(disk.volume()) : disk.pool() + "/" + disk.volume();
    }
}
