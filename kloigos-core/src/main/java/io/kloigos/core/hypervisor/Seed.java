package io.kloigos.core.hypervisor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a guest learns at its first boot, through a cloud-init NoCloud seed.
 *
 * @param instanceId cloud-init's instance id; a new one makes the guest run its first-boot work again
 * @param sshKeys OpenSSH public key lines for the guest's default user
 * @param userData a cloud-config (or any user-data) document that replaces ours; null for ours
 */
public record Seed(
        String instanceId,
        String hostname,
        List<String> sshKeys,
        @Nullable String userData) {
    public Seed {
        sshKeys = List.copyOf(sshKeys);
    }
}
