package io.kloigos.ssh.virsh;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VirshErrorsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "NO_DOMAIN | failed to get domain 'x'",
                "NO_DOMAIN | Domain not found: no domain with matching uuid 'x' (y)",
                "ALREADY_ACTIVE | Domain is already active",
                "ALREADY_ACTIVE | Requested operation is not valid: domain is already running",
                "NOT_RUNNING | Requested operation is not valid: domain is not running",
                "NO_POOL | Storage pool not found: no storage pool with matching name 'x'",
                "POOL_INACTIVE | Requested operation is not valid: storage pool 'x' is not active",
                "NO_VOLUME | Storage volume not found: no storage vol with matching path 'x'",
                "NO_NETWORK | Network not found: no network with matching name 'x'",
                "EXISTS | operation failed: domain 'x' already exists with uuid y",
                "EXISTS | storage volume 'x' exists already",
                "PERMISSION | Failed to connect socket to '/var/run/libvirt/libvirt-sock': Permission denied",
                "PERMISSION | authentication unavailable: no polkit agent available to authenticate",
                "NO_SPACE | cannot fill file '/x': No space left on device",
                "LOCKED | internal error: Failed to get \"write\" lock",
                "LOCKED | Timed out during operation: Cannot acquire state change lock (held by x)",
                "LIBVIRT_AWAY | Failed to connect socket to '/var/run/libvirt/libvirt-sock': No such file or directory",
                "LIBVIRT_AWAY | End of file while reading data: Input/output error",
                "OTHER | internal error: qemu unexpectedly closed the monitor",
                "OTHER | something about 'Permission denied: authentication failed, Domain not found'",
            })
    void textsMeanWhatLibvirtMeans(VirshProblem problem, String text) {
        assertThat(new VirshReply("", "error: " + text).problem()).isEqualTo(problem);
    }

    @Test
    void aLossOfLibvirtdIsNotAMissingDomain() {
        VirshReply reply = new VirshReply(
                "",
                "error: Disconnected from qemu:///system due to end of file\nerror: failed to get domain 'x'\n"
                        + "error: End of file while reading data: Input/output error\n");
        assertThat(reply.problem()).isEqualTo(VirshProblem.LIBVIRT_AWAY);
        assertThat(VirshErrors.failure("kvm1", reply).code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
    }

    @Test
    void aReplyWithoutAnErrorHasNoProblem() {
        assertThat(new VirshReply("error: as output", "").problem()).isEqualTo(VirshProblem.NONE);
    }
}
