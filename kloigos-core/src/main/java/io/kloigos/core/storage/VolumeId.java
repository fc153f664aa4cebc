package io.kloigos.core.storage;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Volume;
import java.util.Optional;

/** A volume by its host, pool and name. */
public record VolumeId(String hostId, String pool, String name) {
    /** Its name as people write it. */
    String place() {
        return pool + "/" + name;
    }

    String lock() {
        return "volume:" + place() + "@" + hostId;
    }

    Volume require(Hypervisor host) {
        return host.volume(pool, name).orElseThrow(this::missing);
    }

    Optional<Volume> in(HostView view) {
        return view.volumes().stream()
                .filter(volume -> volume.pool().equals(pool) && volume.name().equals(name))
                .findFirst();
    }

    KloigosException missing() {
        return KloigosException.notFound("volume on " + hostId + ",", place());
    }
}
