package io.kloigos.ssh.vm;

import io.kloigos.core.hypervisor.Definition;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Snapshot;
import io.kloigos.ssh.xml.XmlElement;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** A snapshot in {@code virsh snapshot-dumpxml} (https://libvirt.org/formatsnapshot.html). */
final class SnapshotXml {
    private SnapshotXml() {}

    /** @param current the name of the current snapshot of each domain that has one */
    static Snapshot read(XmlElement root, Map<String, String> current) {
        String name = root.rawText("name");
        String parent = root.rawText("parent", "name");
        String description = root.rawText("description");
        String kept =
                root.first("memory").map(memory -> memory.attribute("snapshot")).orElse("");
        String vmId = root.text("domain", "uuid");
        Definition made = root.first("domain")
                .map(domain -> new DomainXml(domain).definition())
                .orElse(new Definition(0, 0, java.util.List.of(), java.util.List.of()));
        return new Snapshot(
                UUID.fromString(vmId),
                name,
                parent.isEmpty() ? null : parent,
                state(root.text("state")),
                made.cpuCores(),
                made.memoryMb(),
                name.equals(current.get(vmId)),
                Instant.ofEpochSecond(root.longNumber("creationTime")),
                description.isEmpty() ? null : description,
                !kept.isEmpty() && !kept.equals("no"));
    }

    /** {@code disk-snapshot} is one of a running domain's disks without its memory. */
    private static PowerState state(String word) {
        return switch (word) {
            case "shutoff" -> PowerState.STOPPED;
            case "disk-snapshot" -> PowerState.RUNNING;
            case "nostate", "blocked", "shutdown" -> PowerState.RUNNING;
            default -> DomainState.ofWord(word);
        };
    }
}
