package io.kloigos.ssh.vm;

import io.kloigos.ssh.xml.XmlElement;
import java.util.List;
import java.util.Optional;

/**
 * What kind of guest the host runs best, from {@code virsh domcapabilities} (https://libvirt.org/formatdomaincaps.html).
 *
 * @param type {@code kvm} where it works, else {@code qemu}
 * @param arch such as {@code x86_64}
 * @param cdromBus the default machine's own bus for a CD-ROM: {@code ide} on a PC of old, {@code sata} on q35
 * @param cpuMode such as {@code host-model}; empty for the hypervisor's default
 * @param uefi whether there is UEFI firmware for guests
 */
public record Machine(String type, String arch, String cdromBus, String cpuMode, boolean uefi) {
    private static final List<String> CDROM_BUSES = List.of("ide", "sata", "scsi");

    public static Machine read(String domainCapabilities) {
        XmlElement root = XmlElement.parse(domainCapabilities, "domain capabilities");
        String type = root.text("domain").equals("kvm") ? "kvm" : "qemu";
        List<String> buses = values(root, "bus");
        return new Machine(
                type,
                root.text("arch"),
                CDROM_BUSES.stream().filter(buses::contains).findFirst().orElse("scsi"),
                cpuMode(root, type),
                offersUefi(root));
    }

    /** host-model migrates between like hosts and is refused between unlike ones; emulation offers all it can. */
    private static String cpuMode(XmlElement root, String type) {
        List<String> wanted = type.equals("kvm") ? List.of("host-model", "host-passthrough") : List.of("maximum");
        List<String> offered = root.all("cpu", "mode").stream()
                .filter(mode -> mode.attribute("supported").equals("yes"))
                .map(mode -> mode.attribute("name"))
                .toList();
        return wanted.stream().filter(offered::contains).findFirst().orElse("");
    }

    private static boolean offersUefi(XmlElement root) {
        return root.all("os", "enum").stream()
                .filter(each -> each.attribute("name").equals("firmware"))
                .flatMap(each -> each.all("value").stream())
                .anyMatch(value -> value.text().equals("efi"));
    }

    private static List<String> values(XmlElement root, String name) {
        Optional<XmlElement> list = root.all("devices", "disk", "enum").stream()
                .filter(each -> each.attribute("name").equals(name))
                .findFirst();
        return list.map(found ->
                        found.all("value").stream().map(XmlElement::text).toList())
                .orElse(List.of());
    }

    public boolean kvm() {
        return type.equals("kvm");
    }

    /** Whether PC devices (APIC, VGA) exist on it. */
    public boolean isX86() {
        return arch.equals("x86_64") || arch.equals("i686");
    }
}
