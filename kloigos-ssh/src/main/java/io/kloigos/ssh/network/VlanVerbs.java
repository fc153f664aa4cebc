package io.kloigos.ssh.network;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.VlanBridge;
import io.kloigos.ssh.virsh.ShellCommand;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** VLAN bridges, made with {@code ip} as root: libvirt makes none. Nothing else of ours takes more than libvirt's group. */
final class VlanVerbs {
    private final Virsh virsh;

    VlanVerbs(Virsh virsh) {
        this.virsh = virsh;
    }

    Optional<String> whyNot(VlanBridge wanted) {
        if (!exists(wanted.uplink())) {
            return Optional.of("Host " + virsh.host() + " has no interface " + wanted.uplink()
                    + " to carry VLANs. Name another one (PUT /api/v1/hosts/{host_id}/vlan-uplink).");
        }
        boolean allowed = Stream.concat(making(wanted).stream(), removing(wanted).stream())
                .allMatch(command -> virsh.query(asked(command)).ok());
        return allowed ? Optional.empty() : Optional.of(notAllowed(wanted));
    }

    /** Whether sudo would let us run it, without a password. */
    private static ShellCommand asked(List<String> command) {
        return new ShellCommand(
                Stream.concat(Stream.of("sudo", "-n", "-l"), command.stream()).toList());
    }

    private String notAllowed(VlanBridge wanted) {
        return "'" + virsh.user() + "' may not make VLAN bridges on " + virsh.host()
                + ": put this line into /etc/sudoers.d/kloigos there (visudo -f /etc/sudoers.d/kloigos): "
                + virsh.user()
                + " ALL=(root) NOPASSWD: /usr/sbin/ip link add name klbr-* type bridge, /usr/sbin/ip link"
                + " add link " + wanted.uplink() + " name klvl-* type vlan id *, /usr/sbin/ip link set dev klvl-* *,"
                + " /usr/sbin/ip link set dev klbr-* up, /usr/sbin/ip link delete dev klvl-*, /usr/sbin/ip link delete"
                + " dev klbr-*";
    }

    void make(VlanBridge wanted) {
        if (!exists(wanted.bridge())) {
            run(makingBridge(wanted));
        }
        if (!exists(wanted.link())) {
            VirshReply reply = change(makingLink(wanted));
            if (reply.problem() == VirshProblem.EXISTS) {
                throw KloigosException.conflict("VLAN " + wanted.vlanId() + " of " + wanted.uplink() + " on "
                        + virsh.host() + " is in use by another interface: remove that, or choose another VLAN.");
            }
            virsh.require(reply);
        }
        if (!isConnected(wanted)) {
            connecting(wanted).forEach(this::run);
        }
    }

    void remove(VlanBridge unwanted) {
        if (exists(unwanted.link())) {
            run(removing(unwanted).get(0));
        }
        if (exists(unwanted.bridge())) {
            run(removing(unwanted).get(1));
        }
    }

    private static List<List<String>> making(VlanBridge wanted) {
        return Stream.concat(Stream.of(makingBridge(wanted), makingLink(wanted)), connecting(wanted).stream())
                .toList();
    }

    private static List<String> makingBridge(VlanBridge wanted) {
        return List.of("ip", "link", "add", "name", wanted.bridge(), "type", "bridge");
    }

    private static List<String> makingLink(VlanBridge wanted) {
        return List.of(
                "ip",
                "link",
                "add",
                "link",
                wanted.uplink(),
                "name",
                wanted.link(),
                "type",
                "vlan",
                "id",
                String.valueOf(wanted.vlanId()));
    }

    private static List<List<String>> connecting(VlanBridge wanted) {
        return List.of(
                List.of("ip", "link", "set", "dev", wanted.link(), "master", wanted.bridge()),
                List.of("ip", "link", "set", "dev", wanted.link(), "up"),
                List.of("ip", "link", "set", "dev", wanted.bridge(), "up"));
    }

    private static List<List<String>> removing(VlanBridge unwanted) {
        return List.of(
                List.of("ip", "link", "delete", "dev", unwanted.link()),
                List.of("ip", "link", "delete", "dev", unwanted.bridge()));
    }

    /** The kernel says so without root. */
    private boolean exists(String name) {
        return virsh.query(ShellCommand.of("test", "-e", "/sys/class/net/" + name))
                .ok();
    }

    private boolean isConnected(VlanBridge wanted) {
        String net = "/sys/class/net/";
        return virsh.query(ShellCommand.of("test", net + wanted.link() + "/master", "-ef", net + wanted.bridge()))
                .ok();
    }

    private void run(List<String> command) {
        virsh.require(change(command));
    }

    private VirshReply change(List<String> command) {
        return virsh.change(new ShellCommand(
                Stream.concat(Stream.of("sudo", "-n"), command.stream()).toList()));
    }
}
