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
            throw off(vmId, state, "only a guest that runs can be asked to start anew");
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
        if (requireOn(vmId) == PowerState.RUNNING) {
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
        if (state != PowerState.STOPPED && state != PowerState.CRASHED) {
            VirshReply reply = virsh.changePatiently(command("managedsave", vmId));
            if (reply.problem() != VirshProblem.NOT_RUNNING) {
                virsh.require(reply);
            }
        }
    }

    private PowerState state(UUID vmId) {
        return sight.state(vmId).orElseThrow(() -> KloigosException.notFound("domain on " + virsh.host() + ",", vmId));
    }

    private PowerState requireOn(UUID vmId) {
        PowerState state = state(vmId);
        if (state == PowerState.STOPPED || state == PowerState.CRASHED) {
            throw off(vmId, state, "start it first");
        }
        return state;
    }

    private KloigosException off(UUID vmId, PowerState state, String advice) {
        return KloigosException.conflict(
                "Domain " + vmId + " on " + virsh.host() + " is " + state.word() + ": " + advice + ".");
    }

    private void change(String verb, UUID vmId) {
        VirshReply reply = virsh.change(command(verb, vmId));
        if (reply.problem() == VirshProblem.NOT_RUNNING) {
            throw off(vmId, PowerState.STOPPED, "start it first");
        }
        if (reply.problem() != VirshProblem.ALREADY_ACTIVE) {
            virsh.require(reply);
        }
    }

    private static VirshCommand command(String verb, UUID vmId) {
        return VirshCommand.of(verb, "--domain", vmId.toString());
    }
}
