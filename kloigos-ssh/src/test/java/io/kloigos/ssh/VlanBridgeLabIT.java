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
    private final SshHypervisors hypervisors = new SshHypervisors(lab.config());
    private final NetworksOfHost networks = hypervisors.at(lab.endpoint(0)).networks();

    @BeforeEach
    void sudo() {
        lab.root(0, """
                cat > /usr/local/bin/sudo <<'X'
                #!/bin/sh
                printf '%s\\n' "$*" >> /tmp/sudo.log
                [ "$1" = -n ] || exit 9
                shift
                if [ "$1" = -l ]; then [ ! -e /tmp/no-sudo ]; exit; fi
                if [ "$3$4" = addlink ]; then set -- ip link add name "$7" type veth peer name vpeer; fi
                shift
                exec ip-root "$@"
                X
                chmod +x /usr/local/bin/sudo; install -m 4755 "$(command -v ip)" /usr/local/bin/ip-root;
                touch /tmp/sudo.log; chmod 666 /tmp/sudo.log;  rm -f /tmp/no-sudo""");
    }

    @AfterEach
    void tidy() {
        hypervisors.close();
        lab.root(
                0,
                "rm -f /usr/local/bin/sudo /usr/local/bin/ip-root /tmp/no-sudo /tmp/sudo.log; ip link del klvl-test 2>/dev/null;"
                        + " ip link del klbr-test 2>/dev/null; true");
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
