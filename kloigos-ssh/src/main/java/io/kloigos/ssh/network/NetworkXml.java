package io.kloigos.ssh.network;

import io.kloigos.core.hypervisor.Network;
import io.kloigos.ssh.xml.XmlElement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A network in {@code virsh net-dumpxml} (https://libvirt.org/formatnetwork.html). */
final class NetworkXml {
    private NetworkXml() {}

    /** @param active the UUIDs of those that are active */
    static Network read(XmlElement root, Set<String> active) {
        String bridge = root.first("bridge").map(each -> each.attribute("name")).orElse("");
        return new Network(
                root.text("uuid"),
                root.rawText("name"),
                active.contains(root.text("uuid")),
                bridge.isEmpty() ? null : bridge,
                cidr(root));
    }

    /** The first IPv4 network, with its address's host bits cleared. */
    private static @Nullable String cidr(XmlElement root) {
        return root.all("ip").stream()
                .filter(ip -> !ip.attribute("family").equals("ipv6"))
                .map(ip -> Ipv4Network.of(ip.attribute("address"), ip.attribute("netmask"), ip.attribute("prefix")))
                .flatMap(found -> found.stream())
                .findFirst()
                .orElse(null);
    }
}
