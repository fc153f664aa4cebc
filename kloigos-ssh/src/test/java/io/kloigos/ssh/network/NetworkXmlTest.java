package io.kloigos.ssh.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.hypervisor.DhcpRange;
import io.kloigos.core.hypervisor.DnsHost;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.hypervisor.Reservation;
import io.kloigos.ssh.xml.XmlElement;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NetworkXmlTest {
    private static Network read(String xml, boolean active) {
        return NetworkXml.read(XmlElement.parse(xml, "test"), active ? Set.of("u") : Set.of("other"), Set.of("u"));
    }

    private static Network.Details details(String mode, String gateway) {
        return new Network.Details(mode, null, true, gateway, null, null, List.of(), List.of(), null);
    }

    @Test
    void aNatNetworkServesItsCidr() {
        assertThat(read(
                        "<network><name>n</name><uuid>u</uuid><bridge name='virbr0'/><ip family='ipv6' address='fd00::1'"
                                + " prefix='64'/><ip address='10.1.2.129' netmask='255.255.255.192'/></network>",
                        true))
                .isEqualTo(new Network("u", "n", true, "virbr0", "10.1.2.128/26", details("isolated", "10.1.2.129")));
    }

    @Test
    void aPrefixIsAsGoodAsAMask() {
        assertThat(Ipv4Network.of("192.168.7.1", "", "16")).contains("192.168.0.0/16");
        assertThat(Ipv4Network.of("192.168.7.1", "0.0.0.0", "")).contains("0.0.0.0/0");
    }

    @Test
    void nonsenseIsNoNetwork() {
        assertThat(Ipv4Network.of("999.1.1.1", "", "8")).isEmpty();
        assertThat(Ipv4Network.of("10.0.0.1", "255.0.255.0", "")).isEmpty();
        assertThat(Ipv4Network.of("10.0.0.1", "", "33")).isEmpty();
        assertThat(read("<network><name>bare</name><uuid>u</uuid></network>", false))
                .isEqualTo(new Network("u", "bare", false, null, null, details("isolated", null)));
    }

    @Test
    void whatANetworkServesIsRead() {
        Network network = read("""
                <network><name>n</name><uuid>u</uuid>
                  <metadata><k:stamp xmlns:k='https://kloigos.io/libvirt/1' owner='me' generation='1'/></metadata>
                  <forward><nat/></forward><bridge name='b'/><domain name='lan'/>
                  <dns><host ip='10.0.0.3'><hostname>db</hostname><hostname>sql</hostname></host></dns>
                  <ip address='10.0.0.1' prefix='24'><dhcp><range start='10.0.0.9' end='10.0.0.99'/>
                    <host mac='52:54:00:00:00:0B' ip='10.0.0.7'/>
                    <host mac='52:54:00:00:00:0a' name='web' ip='10.0.0.8'/>
                    <host name='nameless-mac' ip='10.0.0.6'/></dhcp></ip></network>""", true);
        assertThat(network)
                .isEqualTo(new Network(
                        "u",
                        "n",
                        true,
                        "b",
                        "10.0.0.0/24",
                        new Network.Details(
                                "nat",
                                null,
                                true,
                                "10.0.0.1",
                                new DhcpRange("10.0.0.9", "10.0.0.99"),
                                "lan",
                                List.of(new DnsHost("10.0.0.3", List.of("db", "sql"))),
                                List.of(
                                        new Reservation("52:54:00:00:00:0a", "10.0.0.8", "web"),
                                        new Reservation("52:54:00:00:00:0b", "10.0.0.7", null)),
                                "me")));
    }

    @Test
    void theStampTellsWhatLibvirtHasNoPlaceFor() {
        Network network = read("""
                <network><name>n</name><uuid>u</uuid><metadata>
                  <k:stamp xmlns:k='https://kloigos.io/libvirt/1' owner='me' generation='1'
                    created='2026-01-02T03:04:05.678Z' cidr='10.0.0.0/24' vlan='12'/></metadata>
                  <forward mode='bridge'/><bridge name='b'/></network>""", false);
        assertThat(network.details())
                .isEqualTo(new Network.Details(
                        "bridge",
                        12,
                        true,
                        null,
                        null,
                        null,
                        List.of(),
                        List.of(),
                        "me",
                        "10.0.0.0/24",
                        java.time.Instant.parse("2026-01-02T03:04:05.678Z")));
    }

    @Test
    void theTagOfTheDefaultPortsIsTheNetworks() {
        Network network = read("""
                <network><name>n</name><uuid>u</uuid><forward mode='bridge'/><bridge name='ovs0'/>
                  <virtualport type='openvswitch'/>
                  <portgroup name='other'><vlan><tag id='7'/></vlan></portgroup>
                  <portgroup name='vlan10' default='yes'><vlan><tag id='10'/></vlan></portgroup></network>""", false);
        assertThat(network.details())
                .isEqualTo(new Network.Details("ovs", 10, true, null, null, null, List.of(), List.of(), null));
    }
}
