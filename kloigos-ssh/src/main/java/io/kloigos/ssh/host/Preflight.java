package io.kloigos.ssh.host;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.Contact.Obstacle;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.HostFacts;
import io.kloigos.core.hypervisor.JumpHost;
import io.kloigos.core.hypervisor.PreflightCheck;
import io.kloigos.core.hypervisor.PreflightCheck.Result;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What must hold on a host, with the command that mends what does not. */
public final class Preflight {
    /** The way to a usable host, in the order in which it is gone, and what stands in the way at each point. */
    private enum Stage {
        NAME(Set.of(Obstacle.NAME_UNKNOWN)),
        SSH(Set.of(Obstacle.REFUSED, Obstacle.TIMEOUT, Obstacle.BROKEN)),
        HOST_KEY(Set.of(Obstacle.KEY_NOT_ACCEPTED, Obstacle.KEY_CHANGED)),
        LOGIN(Set.of(Obstacle.AUTHENTICATION)),
        LIBVIRT(Set.of(Obstacle.NO_LIBVIRT)),
        PERMISSION(Set.of(Obstacle.NO_PERMISSION));

        private final Set<Obstacle> obstacles;

        Stage(Set<Obstacle> obstacles) {
            this.obstacles = obstacles;
        }

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final HostEndpoint endpoint;
    private final Virsh virsh;

    public Preflight(HostEndpoint endpoint, Virsh virsh) {
        this.endpoint = endpoint;
        this.virsh = virsh;
    }

    /** The checks after an attempt to reach the host that ended so; asks the host for the rest if it was reached. */
    public List<PreflightCheck> of(Contact contact) {
        List<PreflightCheck> checks = new ArrayList<>();
        Result beyond = Result.OK;
        for (Stage stage : Stage.values()) {
            if (contact instanceof Contact.Failed failed && stage.obstacles.contains(failed.obstacle())) {
                checks.add(new PreflightCheck(stage.word(), Result.FAILED, failed.detail(), mend(failed)));
                beyond = Result.UNKNOWN;
            } else {
                String detail = beyond == Result.OK ? "as it should be" : "not looked at: what is above comes first";
                checks.add(new PreflightCheck(stage.word(), beyond, detail, null));
            }
        }
        if (contact instanceof Contact.Reached reached) {
            checks.add(kvm(reached.facts()));
            checks.add(active("storage_pool", "pool-list", poolMend()));
            checks.add(active(
                    "network",
                    "net-list",
                    "virsh -c " + endpoint.libvirtUri() + " net-start default && virsh -c " + endpoint.libvirtUri()
                            + " net-autostart default"));
        }
        return checks;
    }

    private String mend(Contact.Failed failed) {
        JumpHost jump = endpoint.jump();
        String login = "-p " + endpoint.port() + " " + endpoint.user() + "@" + endpoint.address();
        String scan = "ssh-keyscan -p " + endpoint.port() + " " + endpoint.address();
        return jump == null ? mend(failed, "", login, scan) : mendBehind(jump, failed, login, scan);
    }

    /** Behind a jump host the first command says which of the two it is: it shows each hop. */
    private String mendBehind(JumpHost jump, Contact.Failed failed, String login, String scan) {
        String gate = jump.user() + "@" + jump.address();
        String scanBoth = "ssh-keyscan -p " + jump.port() + " " + jump.address() + " && ssh -p " + jump.port() + " "
                + gate + " " + scan;
        return mend(failed, "-o ProxyJump=" + gate + ":" + jump.port() + " ", login, scanBoth);
    }

    private String mend(Contact.Failed failed, String way, String login, String scan) {
        return switch (failed.obstacle()) {
            case NAME_UNKNOWN ->
                way.isEmpty() ? "getent hosts " + endpoint.address() : "ssh -v " + way + login + " true";
            case REFUSED, TIMEOUT, BROKEN -> "ssh -v " + way + login + " true";
            case KEY_NOT_ACCEPTED, KEY_CHANGED -> scan;
            case AUTHENTICATION -> "ssh-copy-id " + way + login;
            case NO_LIBVIRT ->
                "sudo apt-get install libvirt-daemon-system qemu-system-x86 && sudo systemctl enable --now libvirtd";
            case NO_PERMISSION -> "sudo usermod -aG libvirt " + endpoint.user();
        };
    }

    private static PreflightCheck kvm(HostFacts facts) {
        return facts.kvm()
                ? new PreflightCheck("kvm", Result.OK, "hardware virtualisation is there", null)
                : new PreflightCheck(
                        "kvm",
                        Result.WARNING,
                        "no hardware virtualisation: guests run under QEMU's software emulation, which is slow",
                        "grep -cE 'vmx|svm' /proc/cpuinfo && ls -l /dev/kvm");
    }

    private PreflightCheck active(String name, String list, String mend) {
        try {
            VirshReply reply = virsh.require(virsh.query(VirshCommand.of(list, "--name")));
            boolean there = reply.out().lines().map(String::strip).anyMatch("default"::equals);
            return there
                    ? new PreflightCheck(name, Result.OK, "'default' is active", null)
                    : new PreflightCheck(name, Result.FAILED, "there is no active 'default'", mend);
        } catch (KloigosException e) {
            return new PreflightCheck(name, Result.UNKNOWN, String.valueOf(e.getMessage()), null);
        }
    }

    private String poolMend() {
        String virshCommand = "virsh -c " + endpoint.libvirtUri() + " ";
        return virshCommand + "pool-define-as default dir --target /var/lib/libvirt/images && " + virshCommand
                + "pool-build default && " + virshCommand + "pool-start default && " + virshCommand
                + "pool-autostart default";
    }
}
