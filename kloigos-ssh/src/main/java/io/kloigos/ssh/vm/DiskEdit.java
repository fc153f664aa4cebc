package io.kloigos.ssh.vm;

import static io.kloigos.ssh.xml.EditableXml.child;
import static io.kloigos.ssh.xml.EditableXml.children;
import static io.kloigos.ssh.xml.EditableXml.keepAttributes;
import static io.kloigos.ssh.xml.EditableXml.removeChildren;

import io.kloigos.core.hypervisor.Amendment;
import io.kloigos.core.hypervisor.DiskTargets;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.ssh.xml.EditableXml;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.w3c.dom.Element;

/**
 * The disks of a domain's description. A disk that is there stays as it is; one that stands in the place of a wanted one
 * gets its medium, so that the guest finds it where it was; what is left over goes, and what is missing is added.
 */
final class DiskEdit {
    private final EditableXml xml;
    private final Supplier<Machine> machine;

    DiskEdit(EditableXml xml, Supplier<Machine> machine) {
        this.xml = xml;
        this.machine = machine;
    }

    void set(Element devices, List<Amendment.Disk> wanted) {
        List<Element> left = new ArrayList<>(children(devices, "disk"));
        List<Amendment.Disk> missing = new ArrayList<>();
        for (Amendment.Disk disk : wanted) {
            left.stream()
                    .filter(each -> disk.is(view(each)))
                    .findFirst()
                    .ifPresentOrElse(left::remove, () -> missing.add(disk));
        }
        for (Amendment.Disk disk : missing) {
            Element place = left.stream()
                    .filter(each -> isPlaceOf(view(each), disk))
                    .findFirst()
                    .orElseGet(() -> add(devices, disk));
            left.remove(place);
            load(place, disk);
        }
        left.forEach(EditableXml::remove);
    }

    private static Domain.Disk view(Element disk) {
        return DomainXml.disk(disk);
    }

    private static boolean isPlaceOf(Domain.Disk there, Amendment.Disk wanted) {
        return there.device().equals(wanted.device())
                && (wanted.target() == null || wanted.target().equals(there.target()));
    }

    private void load(Element disk, Amendment.Disk wanted) {
        removeChildren(disk, "backingStore");
        String source = wanted.source();
        String format = wanted.format();
        if (source == null) {
            removeChildren(disk, "source");
            return;
        }
        boolean block = source.startsWith("/dev/");
        disk.setAttribute("type", block ? "block" : "file");
        if (format != null) {
            Element driver = xml.require(disk, "driver");
            driver.setAttribute("type", format);
            if (!driver.hasAttribute("name")) {
                driver.setAttribute("name", "qemu");
            }
        }
        Element element = xml.require(disk, "source");
        keepAttributes(element, Set.of("startupPolicy"));
        element.setAttribute(block ? "dev" : "file", source);
    }

    private Element add(Element devices, Amendment.Disk wanted) {
        boolean cdrom = wanted.device().equals("cdrom");
        String bus =
                wanted.bus() == null && cdrom ? machine.get().cdromBus() : AttachedDisk.bus(wanted.bus(), cdrom, "");
        String target = wanted.target() == null ? freeTarget(devices, bus) : wanted.target();
        Element disk = xml.append(devices, "disk");
        disk.setAttribute("type", "file");
        disk.setAttribute("device", wanted.device());
        Element place = xml.append(disk, "target");
        place.setAttribute("dev", target);
        place.setAttribute("bus", bus);
        if (cdrom) {
            xml.append(disk, "readonly");
        }
        return disk;
    }

    private static String freeTarget(Element devices, String bus) {
        Set<String> taken = children(devices, "disk").stream()
                .flatMap(disk -> child(disk, "target").stream())
                .map(target -> target.getAttribute("dev"))
                .collect(Collectors.toSet());
        return DiskTargets.free(AttachedDisk.prefix(bus), taken);
    }
}
