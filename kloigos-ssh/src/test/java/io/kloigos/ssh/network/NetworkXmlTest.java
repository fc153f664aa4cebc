package io.kloigos.ssh.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.hypervisor.Network;
import io.kloigos.ssh.xml.XmlElement;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NetworkXmlTest {
    private static Network read(String xml, boolean active) {
        return NetworkXml.read(XmlElement.parse(xml, "test"), active ? Set.of("u") : Set.of("other"));
    }

    @Test
    void aNatNetworkServesItsCidr() {
        assertThat(read(
                        "<network><name>n</name><uuid>u</uuid><bridge name='virbr0'/><ip family='ipv6' address='fd00::1'"
                                + " prefix='64'/><ip address='10.1.2.129' netmask='255.255.255.192'/></network>",
                        true))
                .isEqualTo(new Network("u", "n", true, "virbr0", "10.1.2.128/26"));
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
                .isEqualTo(new Network("u", "bare", false, null, null));
    }
}
