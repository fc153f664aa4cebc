package io.kloigos.ssh.storage;

import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.ssh.xml.XmlElement;
import java.util.Set;

/** A storage pool in {@code virsh pool-dumpxml} (https://libvirt.org/formatstorage.html). */
final class PoolXml {
    private PoolXml() {}

    /**
     * @param active the UUIDs of those that are active
     * @param autostart the UUIDs of those that start with the host
     */
    static StoragePool read(XmlElement root, Set<String> active, Set<String> autostart) {
        String uuid = root.text("uuid");
        String path = root.rawText("target", "path");
        boolean isActive = active.contains(uuid);
        return new StoragePool(
                uuid,
                root.rawText("name"),
                root.attribute("type"),
                isActive,
                autostart.contains(uuid),
                path.isEmpty() ? null : path,
                isActive ? root.bytes("capacity") : 0,
                isActive ? root.bytes("allocation") : 0,
                isActive ? root.bytes("available") : 0);
    }
}
