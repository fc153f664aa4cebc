package io.kloigos.ssh.host;

import io.kloigos.core.hypervisor.ShellOfHost;
import io.kloigos.ssh.virsh.ShellCommand;
import io.kloigos.ssh.virsh.Virsh;
import java.time.Duration;

/** Lines that the operator allows, each in a shell of its own on the host. */
public final class ShellVerbs implements ShellOfHost {
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(10);

    private final Virsh virsh;

    public ShellVerbs(Virsh virsh) {
        this.virsh = virsh;
    }

    @Override
    public void run(String line) {
        virsh.runLine(ShellCommand.ofLine(line), LONGEST_SILENCE);
    }
}
