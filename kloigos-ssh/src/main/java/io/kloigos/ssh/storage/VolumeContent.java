package io.kloigos.ssh.storage;

import io.kloigos.core.hypervisor.Content;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import java.io.InputStream;

/** The bytes of a volume; no more than it had when it was asked for, should it grow meanwhile. */
record VolumeContent(Virsh virsh, String pool, String name, long physicalBytes) implements Content {
    @Override
    public long sizeBytes() {
        return physicalBytes > 0 ? physicalBytes : UNKNOWN_SIZE;
    }

    @Override
    public InputStream open() {
        VirshCommand command = VirshCommand.of("vol-download", "--pool", pool, "--vol", name, "--file", "/dev/stdout");
        return virsh.read(physicalBytes > 0 ? command.with("--length", String.valueOf(physicalBytes)) : command);
    }
}
