package io.kloigos.core.observation;

import io.kloigos.core.hypervisor.Definition;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Volume;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** Which volumes of a host are in use, by its domains: as disks and CD-ROMs, now or from the next start on, and as bases. */
public final class VolumeUse {
    private final Map<String, SortedSet<UUID>> usersByPath;

    private VolumeUse(Map<String, SortedSet<UUID>> usersByPath) {
        this.usersByPath = usersByPath;
    }

    public static VolumeUse of(Collection<Domain> domains, Collection<Volume> volumes) {
        Map<String, String> backing = new HashMap<>();
        for (Volume volume : volumes) {
            String base = volume.backingPath();
            if (base != null) {
                backing.put(volume.path(), base);
            }
        }
        Map<String, SortedSet<UUID>> users = new HashMap<>();
        for (Domain domain : domains) {
            use(users, backing, domain.vmId(), domain.now());
            use(users, backing, domain.vmId(), domain.next());
        }
        return new VolumeUse(users);
    }

    private static void use(
            Map<String, SortedSet<UUID>> users, Map<String, String> backing, UUID vmId, Definition definition) {
        for (Domain.Disk disk : definition.disks()) {
            String path = disk.source();
            // a chain that bites its own tail ends where it was before
            while (path != null
                    && users.computeIfAbsent(path, p -> new TreeSet<>()).add(vmId)) {
                path = backing.get(path);
            }
        }
    }

    /** The domains that need the volume, in the order of their ids. */
    public List<UUID> usersOf(Volume volume) {
        return List.copyOf(usersByPath.getOrDefault(volume.path(), new TreeSet<>()));
    }
}
