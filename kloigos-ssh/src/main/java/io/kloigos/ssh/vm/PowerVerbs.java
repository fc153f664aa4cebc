package io.kloigos.ssh.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.PowerOfDomains;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import java.util.UUID;

/** Power beside on and off, over virsh. */
public final class PowerVerbs implements PowerOfDomains {
    private final Virsh virsh;
    private final DomainSight sight;

    public PowerVerbs(Virsh virsh, DomainSight sight) {
        this.virsh = virsh;
        this.sight = sight;
    }

    @Override
    public void requestReboot(UUID vmId) {
        PowerState state = state(vmId);
        if (state != PowerState.RUNNING) {
            throw refusal(vmId, state, isOn(state) ? "resume it first, or reset it" : "start it first");
        }
        change("reboot", vmId);
    }

    @Override
    public void reset(UUID vmId) {
        requireOn(vmId);
        change("reset", vmId);
    }

    @Override
    public void pause(UUID vmId) {
        PowerState state = requireOn(vmId);
        if (state == PowerState.SUSPENDED) {
            throw refusal(vmId, state, "resume it first");
        }
        if (state == PowerState.RUNNING) {
            change("suspend", vmId);
        }
    }

    @Override
    public void resume(UUID vmId) {
        switch (requireOn(vmId)) {
            case PAUSED -> change("resume", vmId);
            case SUSPENDED -> change("dompmwakeup", vmId);
            default -> {}
        }
    }

    @Override
    public void suspendToDisk(UUID vmId) {
        PowerState state = state(vmId);
        if (isOn(state)) {
            VirshReply reply =
                    virsh.changePatiently(command("managedsave", vmId).with("--running"));
            if (reply.problem() != VirshProblem.NOT_RUNNING) {
                virsh.require(reply);
                return;
            }
        }
        if (!isSaved(vmId)) {
            throw refusal(vmId, PowerState.STOPPED, "there is no memory of it to keep");
        }
    }

    private boolean isSaved(UUID vmId) {
        return virsh.require(virsh.query(VirshCommand.of("list", "--inactive", "--with-managed-save", "--uuid")))
                .out()
                .lines()
                .map(String::strip)
                .anyMatch(vmId.toString()::equals);
    }

    private PowerState state(UUID vmId) {
        return sight.state(vmId).orElseThrow(() -> KloigosException.notFound("domain on " + virsh.host() + ",", vmId));
    }

    private PowerState requireOn(UUID vmId) {
        PowerState state = state(vmId);
        if (!isOn(state)) {
            throw refusal(vmId, state, "start it first");
        }
        return state;
    }

    private static boolean isOn(PowerState state) {
        return state != PowerState.STOPPED && state != PowerState.CRASHED;
    }

    private KloigosException refusal(UUID vmId, PowerState state, String advice) {
        return KloigosException.conflict(
                "Domain " + vmId + " on " + virsh.host() + " is " + state.word() + ": " + advice + ".");
    }

    private void change(String verb, UUID vmId) {
        VirshReply reply = virsh.change(command(verb, vmId));
        if (reply.problem() == VirshProblem.NOT_RUNNING) {
            throw refusal(vmId, PowerState.STOPPED, "start it first");
        }
        if (reply.problem() != VirshProblem.ALREADY_ACTIVE) {
            virsh.require(reply);
        }
    }

    private static VirshCommand command(String verb, UUID vmId) {
        return VirshCommand.of(verb, "--domain", vmId.toString());
    }
}
