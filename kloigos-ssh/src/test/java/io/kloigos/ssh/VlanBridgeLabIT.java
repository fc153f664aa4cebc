package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.hypervisor.NetworksOfHost;
import io.kloigos.core.hypervisor.VlanBridge;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * VLAN bridges on a real host: its own {@code ip}, behind a sudo that stands in for one and makes a pair of plain interfaces of
 * each VLAN, which kernels without VLANs know too.
 */
class VlanBridgeLabIT {
    private static final VlanBridge WANTED = new VlanBridge("klbr-test", "klvl-test", "eth0", 12);
    private static final String LINKS = "ls /sys/class/net | grep 'kl.*-test';"
            + " [ /sys/class/net/klvl-test/master -ef /sys/class/net/klbr-test ] && echo connected; true";

    private final Lab lab = Lab.running();
    private final LabSudo sudo = new LabSudo(lab);
    private final SshHypervisors hypervisors = new SshHypervisors(lab.config());
    private final NetworksOfHost networks = hypervisors.at(lab.endpoint(0)).networks();

    @BeforeEach
    void allow() {
        sudo.install();
    }

    @AfterEach
    void tidy() {
        hypervisors.close();
        sudo.remove();
    }

    @Test
    void theBridgeComesAndGoesQuietly() {
        assertThat(networks.whyNoVlanBridge(WANTED)).isEmpty();
        networks.makeVlanBridge(WANTED);
        assertThat(lab.root(0, LINKS)).isEqualTo("klbr-test\nklvl-test\nconnected\n");
        networks.makeVlanBridge(WANTED);
        networks.removeVlanBridge(WANTED);
        networks.removeVlanBridge(WANTED);
        assertThat(lab.root(0, LINKS)).isEmpty();
        assertThat(lab.root(0, "grep -v -e -l /tmp/sudo.log").lines())
                .containsExactly(
                        "-n ip link add name klbr-test type bridge",
                        "-n ip link add link eth0 name klvl-test type vlan id 12",
                        "-n ip link set dev klvl-test master klbr-test",
                        "-n ip link set dev klvl-test up",
                        "-n ip link set dev klbr-test up",
                        "-n ip link delete dev klvl-test",
                        "-n ip link delete dev klbr-test");
    }

    @Test
    void whoMayNotIsToldWhatToAllow() {
        lab.root(0, "touch /tmp/no-sudo");
        assertThat(networks.whyNoVlanBridge(WANTED))
                .hasValueSatisfying(why -> assertThat(why)
                        .contains("/etc/sudoers.d/kloigos", "NOPASSWD", "ip link add link eth0 name klvl-*"));
        assertThat(networks.whyNoVlanBridge(new VlanBridge("klbr-test", "klvl-test", "none9", 12)))
                .hasValueSatisfying(why -> assertThat(why).contains("no interface none9"));
    }
}
