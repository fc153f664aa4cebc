package io.kloigos.ssh.network;

import io.kloigos.core.hypervisor.DhcpRange;
import io.kloigos.core.hypervisor.DnsHost;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.hypervisor.NetworkMode;
import io.kloigos.core.hypervisor.Reservation;
import io.kloigos.ssh.xml.XmlElement;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A network in {@code virsh net-dumpxml} (https://libvirt.org/formatnetwork.html). */
final class NetworkXml {
    /** The namespace of our stamp. */
    private static final String NAMESPACE = "https://kloigos.io/libvirt/1";

    private final XmlElement root;

    private NetworkXml(XmlElement root) {
        this.root = root;
    }

    /**
     * @param active the UUIDs of those that are active
     * @param autostarted the UUIDs of those that start with their host
     */
    static Network read(XmlElement root, Set<String> active, Set<String> autostarted) {
        return new NetworkXml(root).network(active, autostarted);
    }

    private Network network(Set<String> active, Set<String> autostarted) {
        String uuid = root.text("uuid");
        Network.Details details = new Network.Details(
                mode(),
                vlanId(),
                autostarted.contains(uuid),
                served().map(ip -> ip.attributeOrNull("address")).orElse(null),
                dhcp(),
                root.first("domain")
                        .map(domain -> domain.attributeOrNull("name"))
                        .orElse(null),
                dns(),
                reservations(),
                stamped("owner"),
                stamped("cidr"),
                createdAt());
        return new Network(
                uuid, root.rawText("name"), active.contains(uuid), attribute("bridge", "name"), cidr(), details);
    }

    private @Nullable String attribute(String child, String name) {
        return root.first(child).map(found -> found.attributeOrNull(name)).orElse(null);
    }

    private String mode() {
        if (root.first("virtualport")
                .filter(port -> port.attribute("type").equals("openvswitch"))
                .isPresent()) {
            return NetworkMode.OVS.word();
        }
        // without the attribute it is NAT, without the element there is no way out
        return root.first("forward")
                .map(forward ->
                        Optional.ofNullable(forward.attributeOrNull("mode")).orElse(NetworkMode.NAT.word()))
                .orElse(NetworkMode.ISOLATED.word());
    }

    /** The tag of the guests that name no group of ports. */
    private @Nullable Integer vlanId() {
        List<XmlElement> groups = root.all("portgroup").stream()
                .filter(group -> group.attribute("default").equals("yes"))
                .toList();
        return Stream.concat(groups.stream(), Stream.of(root))
                .flatMap(holder -> holder.all("vlan", "tag").stream())
                .map(tag -> (int) tag.number("id", 0))
                .filter(id -> id > 0)
                .findFirst()
                .orElseGet(this::stampedVlan);
    }

    /** The first IPv4 network. */
    private Optional<XmlElement> served() {
        return root.all("ip").stream()
                .filter(ip -> !ip.attribute("family").equals("ipv6"))
                .findFirst();
    }

    /** The first IPv4 network, with its address's host bits cleared. */
    private @Nullable String cidr() {
        return root.all("ip").stream()
                .filter(ip -> !ip.attribute("family").equals("ipv6"))
                .map(ip -> Ipv4Network.of(ip.attribute("address"), ip.attribute("netmask"), ip.attribute("prefix")))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
    }

    private @Nullable DhcpRange dhcp() {
        return served().stream()
                .flatMap(ip -> ip.all("dhcp", "range").stream())
                .map(range -> new DhcpRange(range.attribute("start"), range.attribute("end")))
                .findFirst()
                .orElse(null);
    }

    private List<DnsHost> dns() {
        return root.all("dns", "host").stream()
                .map(host -> new DnsHost(
                        host.attribute("ip"),
                        host.all("hostname").stream().map(XmlElement::text).toList()))
                .toList();
    }

    private List<Reservation> reservations() {
        return served().stream()
                .flatMap(ip -> ip.all("dhcp", "host").stream())
                .filter(host -> !host.attribute("mac").isEmpty()
                        && !host.attribute("ip").isEmpty())
                .map(host -> new Reservation(
                        host.attribute("mac").toLowerCase(Locale.ROOT),
                        host.attribute("ip"),
                        host.attributeOrNull("name")))
                .sorted(Comparator.comparing(Reservation::mac))
                .toList();
    }

    private @Nullable String stamped(String attribute) {
        return root.all("metadata", "stamp").stream()
                .filter(stamp -> stamp.isIn(NAMESPACE))
                .findFirst()
                .map(stamp -> stamp.attributeOrNull(attribute))
                .orElse(null);
    }

    /** On a Linux bridge it is the bridge that is tagged. */
    private @Nullable Integer stampedVlan() {
        String id = stamped("vlan");
        return id == null || !id.matches("\\d{1,4}") ? null : Integer.valueOf(id);
    }

    private @Nullable Instant createdAt() {
        String at = stamped("created");
        try {
            return at == null ? null : Instant.parse(at);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
