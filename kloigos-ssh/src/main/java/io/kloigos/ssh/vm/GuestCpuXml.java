package io.kloigos.ssh.vm;

import io.kloigos.core.hypervisor.GuestCpu;
import io.kloigos.ssh.xml.EditableXml;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * The CPU of a domain that runs. libvirt writes out what a named model came to; one that is the host's own is put in words by the
 * model that libvirt would give a guest there.
 */
final class GuestCpuXml {
    private static final Set<String> HOSTS_OWN = Set.of("host-passthrough", "host-model", "maximum");

    private GuestCpuXml() {}

    /** @param capabilities of the hypervisor on its host; null when they are not known */
    static Optional<GuestCpu> read(String domain, @Nullable String capabilities) {
        EditableXml xml = EditableXml.parse(domain, "domain description");
        String type = xml.root().getAttribute("type");
        return EditableXml.child(xml.root(), "cpu")
                .flatMap(cpu -> HOSTS_OWN.contains(cpu.getAttribute("mode"))
                        ? Optional.ofNullable(capabilities).flatMap(GuestCpuXml::hostModel)
                        : named(cpu))
                .map(definition -> new GuestCpu(type, definition));
    }

    /** A topology or NUMA cells alone make no CPU to compare. */
    private static Optional<String> named(Element cpu) {
        return EditableXml.child(cpu, "model").map(model -> EditableXml.text(cpu));
    }

    private static Optional<String> hostModel(String capabilities) {
        EditableXml xml = EditableXml.parse(capabilities, "domain capabilities");
        return EditableXml.child(xml.root(), "cpu").stream()
                .flatMap(cpu -> EditableXml.children(cpu, "mode").stream())
                .filter(mode -> mode.getAttribute("name").equals("host-model"))
                .filter(mode -> EditableXml.child(mode, "model").isPresent())
                .findFirst()
                .map(GuestCpuXml::asCpu);
    }

    private static String asCpu(Element mode) {
        Element cpu = mode.getOwnerDocument().createElement("cpu");
        cpu.setAttribute("mode", "custom");
        cpu.setAttribute("match", "exact");
        for (String name : new String[] {"model", "vendor", "feature"}) {
            EditableXml.children(mode, name).forEach(child -> cpu.appendChild(child.cloneNode(true)));
        }
        return EditableXml.text(cpu);
    }
}
