package io.kloigos.ssh.storage;

import io.kloigos.core.hypervisor.Volume;
import io.kloigos.ssh.xml.XmlElement;

/** A volume in {@code virsh vol-dumpxml} (https://libvirt.org/formatstorage.html). */
final class VolumeXml {
    private VolumeXml() {}

    static Volume read(String pool, XmlElement root) {
        String backing = root.rawText("backingStore", "path");
        String format = root.first("target", "format")
                .map(each -> each.attribute("type"))
                .orElse("");
        return new Volume(
                pool,
                root.rawText("name"),
                root.rawText("target", "path"),
                format.isEmpty() ? "raw" : format,
                root.bytes("capacity"),
                root.bytes("allocation"),
                backing.isEmpty() ? null : backing);
    }
}
