package io.kloigos.ssh.host;

import io.kloigos.core.hypervisor.HostFacts.NumaNode;
import io.kloigos.ssh.xml.XmlElement;
import java.util.ArrayList;
import java.util.List;

/**
 * The host in {@code virsh capabilities} (https://libvirt.org/formatcaps.html).
 *
 * @param kvm whether guests of the host's own architecture may use hardware virtualisation
 */
public record CapabilitiesXml(String hostUuid, List<NumaNode> numaNodes, boolean kvm) {
    public CapabilitiesXml {
        numaNodes = List.copyOf(numaNodes);
    }

    public static CapabilitiesXml read(String xml) {
        XmlElement root = XmlElement.parse(xml, "capabilities");
        List<NumaNode> nodes = new ArrayList<>();
        for (XmlElement cell : root.all("host", "topology", "cells", "cell")) {
            List<Integer> cpus = cell.all("cpus", "cpu").stream()
                    .map(cpu -> (int) cpu.number("id", -1))
                    .filter(id -> id >= 0)
                    .toList();
            nodes.add(new NumaNode((int) cell.number("id", nodes.size()), cpus, cell.bytes("memory") >> 20));
        }
        return new CapabilitiesXml(root.text("host", "uuid"), nodes, kvm(root));
    }

    private static boolean kvm(XmlElement root) {
        String hostArch = root.text("host", "cpu", "arch");
        return root.all("guest", "arch").stream()
                .filter(arch -> arch.attribute("name").equals(hostArch))
                .flatMap(arch -> arch.all("domain").stream())
                .anyMatch(domain -> domain.attribute("type").equals("kvm"));
    }
}
