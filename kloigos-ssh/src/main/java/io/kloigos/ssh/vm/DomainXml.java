package io.kloigos.ssh.vm;

import io.kloigos.core.hypervisor.Definition;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.ssh.xml.XmlElement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** A domain in {@code virsh dumpxml} (https://libvirt.org/formatdomain.html). */
final class DomainXml {
    /** The namespace of our stamp. */
    static final String NAMESPACE = "https://kloigos.io/libvirt/1";

    private final XmlElement root;

    DomainXml(XmlElement root) {
        this.root = root;
    }

    static DomainXml read(String xml) {
        return new DomainXml(XmlElement.parse(xml, "domain description"));
    }

    String name() {
        return root.rawText("name");
    }

    /** libvirt's UUID of it; empty when it has none. */
    String uuid() {
        return root.text("uuid");
    }

    Definition definition() {
        return new Definition(cpuCores(), memoryMb(), disks(), nics());
    }

    /** libvirt lists what was plugged in later behind the rest until the next start: order is no difference. */
    private static boolean sameThings(Definition one, Definition other) {
        return one.cpuCores() == other.cpuCores()
                && one.memoryMb() == other.memoryMb()
                && Set.copyOf(one.disks()).equals(Set.copyOf(other.disks()))
                && Set.copyOf(one.nics()).equals(Set.copyOf(other.nics()));
    }

    /**
     * The domain with what its description does not tell.
     *
     * @param inactive what it is from its next start on; null when that is the same
     */
    Domain domain(UUID vmId, Standing standing, @Nullable DomainXml inactive) {
        Definition now = definition();
        Definition next = inactive == null ? now : inactive.definition();
        return new Domain(
                vmId,
                name(),
                standing.state(),
                standing.persistent(),
                now.cpuCores(),
                now.memoryMb(),
                now.disks(),
                now.nics(),
                sameThings(now, next) ? null : next,
                standing.autostart(),
                standing.addresses(),
                stamp().orElse(null),
                root.attributeOrNull("type"));
    }

    /** The MAC addresses of its interfaces, in lower case. */
    List<String> macs() {
        return nics().stream().map(nic -> nic.mac().toLowerCase(Locale.ROOT)).toList();
    }

    /** The names of the packet filters before its interfaces. */
    Set<String> filters() {
        return root.all("devices", "interface", "filterref").stream()
                .map(ref -> ref.attribute("filter"))
                .collect(Collectors.toSet());
    }

    private int cpuCores() {
        return root.first("vcpu")
                .map(vcpu -> (int) vcpu.number("current", parse(vcpu.text(), 0)))
                .orElse(0);
    }

    private long memoryMb() {
        long current = root.bytes("currentMemory");
        return (current > 0 ? current : root.bytes("memory")) >> 20;
    }

    private List<Domain.Disk> disks() {
        return root.all("devices", "disk").stream().map(DomainXml::disk).toList();
    }

    /** A disk out of a description that is being edited. */
    static Domain.Disk disk(Element disk) {
        return disk(XmlElement.of(disk));
    }

    private static Domain.Disk disk(XmlElement disk) {
        return new Domain.Disk(
                disk.first("target").map(target -> target.attribute("dev")).orElse(""),
                disk.attribute("device").isEmpty() ? "disk" : disk.attribute("device"),
                disk.first("driver")
                        .map(driver -> driver.attributeOrNull("type"))
                        .orElse(null),
                disk.first("source")
                        .map(source -> firstOf(source, "file", "dev", "name", "dir", "volume"))
                        .orElse(null));
    }

    private List<Domain.Nic> nics() {
        return root.all("devices", "interface").stream()
                .flatMap(nic -> nic(nic).stream())
                .toList();
    }

    private static Optional<Domain.Nic> nic(XmlElement nic) {
        String mac = nic.first("mac").map(each -> each.attribute("address")).orElse("");
        if (mac.isEmpty()) {
            return Optional.empty();
        }
        String on = nic.first("source")
                .map(source -> firstOf(source, "network", "bridge", "dev"))
                .orElse(null);
        return Optional.of(new Domain.Nic(on, mac));
    }

    private static @Nullable String firstOf(XmlElement element, String... attributes) {
        return Stream.of(attributes)
                .map(element::attribute)
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse(null);
    }

    /** Our mark; one whose generation cannot be read counts as newer than any. */
    Optional<Stamp> stamp() {
        return root.all("metadata", "stamp").stream()
                .filter(stamp -> stamp.isIn(NAMESPACE))
                .map(StampXml::read)
                .findFirst();
    }

    private static long parse(String number, long fallback) {
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException e) {
            return fallback;
        }
    }
}
