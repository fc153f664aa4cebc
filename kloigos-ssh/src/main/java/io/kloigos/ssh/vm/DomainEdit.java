package io.kloigos.ssh.vm;

import static io.kloigos.ssh.xml.EditableXml.child;
import static io.kloigos.ssh.xml.EditableXml.children;
import static io.kloigos.ssh.xml.EditableXml.keepAttributes;
import static io.kloigos.ssh.xml.EditableXml.removeChildren;

import io.kloigos.core.hypervisor.Amendment;
import io.kloigos.core.hypervisor.Definition;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.hypervisor.NicModel;
import io.kloigos.ssh.virsh.Secrets;
import io.kloigos.ssh.xml.EditableXml;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.w3c.dom.Element;

/** Makes a domain's own description say what is wanted; what it says about anything else stays. */
final class DomainEdit {
    private static final String WHAT = "domain description";

    private final EditableXml xml;
    private final DiskEdit disks;

    DomainEdit(EditableXml xml, Supplier<Machine> machine) {
        this.xml = xml;
        this.disks = new DiskEdit(xml, machine);
    }

    void apply(Amendment wanted) {
        Definition there = DomainXml.read(xml.text()).definition();
        if (there.cpuCores() != wanted.cpuCores()) {
            setCpus(wanted.cpuCores(), wanted.room().mostCpus(wanted.cpuCores()));
        }
        if (there.memoryMb() != wanted.memoryMb()) {
            setMemory(wanted.memoryMb(), wanted.room().mostMemoryMb(wanted.memoryMb()));
        }
        Element devices = xml.require(xml.root(), "devices");
        if (wanted.disks() != null) {
            disks.set(devices, wanted.disks());
        }
        if (wanted.nics() != null) {
            setNics(devices, wanted.nics());
        }
    }

    /** A domain that may have more CPUs than it is given keeps that room, where it is enough; or it gets what it was to have. */
    private void setCpus(int cores, int room) {
        Element vcpu = xml.require(xml.root(), "vcpu");
        long there = vcpu.hasAttribute("current") ? number(vcpu) : 0;
        long most = Math.max(cores, Math.max(room, there));
        vcpu.removeAttribute("current");
        if (most > cores) {
            vcpu.setAttribute("current", String.valueOf(cores));
        }
        vcpu.setTextContent(String.valueOf(most));
        removeChildren(xml.root(), "vcpus");
    }

    private static long number(Element element) {
        try {
            return Long.parseLong(element.getTextContent().strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** The same for memory. */
    private void setMemory(long mib, long roomMib) {
        Element memory = xml.require(xml.root(), "memory");
        Element current = xml.require(xml.root(), "currentMemory");
        boolean hasRoom = memory.getAttribute("unit").equals("KiB")
                && current.getAttribute("unit").equals("KiB")
                && number(memory) > number(current);
        long there = hasRoom ? number(memory) : 0;
        setKibibytes(current, mib << 10);
        setKibibytes(memory, Math.max(mib << 10, Math.max(roomMib << 10, there)));
    }

    private static void setKibibytes(Element element, long kib) {
        element.setAttribute("unit", "KiB");
        element.setTextContent(String.valueOf(kib));
    }

    private void setNics(Element devices, List<NicSpec> wanted) {
        List<Element> left = new ArrayList<>(children(devices, "interface"));
        for (NicSpec nic : wanted) {
            Element there = left.stream()
                    .filter(each -> mac(each).equals(nic.mac().toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseGet(() -> addNic(devices, nic));
            left.remove(there);
            connect(there, nic.network());
        }
        left.forEach(EditableXml::remove);
    }

    private static String mac(Element nic) {
        return child(nic, "mac")
                .map(mac -> mac.getAttribute("address").toLowerCase(Locale.ROOT))
                .orElse("");
    }

    private Element addNic(Element devices, NicSpec nic) {
        Element added = xml.append(devices, "interface");
        added.setAttribute("type", "network");
        xml.append(added, "mac").setAttribute("address", nic.mac());
        xml.append(added, "source");
        xml.append(added, "model").setAttribute("type", (nic.model() == null ? NicModel.VIRTIO : nic.model()).word());
        return added;
    }

    private void connect(Element nic, String network) {
        Element source = xml.require(nic, "source");
        if (nic.getAttribute("type").equals("network")
                && source.getAttribute("network").equals(network)) {
            return;
        }
        nic.setAttribute("type", "network");
        keepAttributes(source, Set.of());
        source.setAttribute("network", network);
        removeChildren(nic, "virtualport");
    }

    /** The definition with the passwords of its graphics as another one, of the same domain, has them. */
    static String withPasswords(String masked, String other) {
        EditableXml xml = EditableXml.parse(masked, WHAT);
        List<Element> here = graphics(xml);
        List<Element> there = graphics(EditableXml.parse(other, WHAT));
        for (int i = 0; i < here.size(); i++) {
            if (here.get(i).getAttribute("passwd").equals(Secrets.MASK)) {
                String password = i < there.size() ? there.get(i).getAttribute("passwd") : "";
                here.get(i).setAttribute("passwd", password);
            }
        }
        return xml.text();
    }

    private static List<Element> graphics(EditableXml xml) {
        return child(xml.root(), "devices")
                .map(devices -> children(devices, "graphics"))
                .orElse(List.of());
    }
}
