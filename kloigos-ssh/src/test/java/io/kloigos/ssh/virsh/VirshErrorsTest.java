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
                "NO_VOLUME | cannot open volume '/share/x': Stale file handle",
                "NO_VOLUME | cannot read header '/share/x': Stale file handle",
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
                "NOT_LIVE | requested vcpus is greater than max allowable vcpus for the live domain: 3 > 2",
                "NOT_LIVE | invalid argument: cannot set memory higher than max memory",
                "NOT_LIVE | internal error: unable to execute QEMU command 'device_del': acpi: device unplug request for"
                        + " not supported device type: qemu64-x86_64-cpu",
                "NOT_LIVE | operation failed: vcpu unplug request timed out. Unplug result must be inspected",
                "NOT_LIVE | failed to find appropriate hotpluggable vcpus to reach the desired target vcpu count",
                "UNTOLD | An error occurred, but the cause is unknown",
                "NO_JOB | Requested operation is not valid: no job is active on the domain",
                "CPU_INCOMPATIBLE | the CPU is incompatible with host CPU: Host CPU does not provide required features: rtm",
                "EXISTS | RTNETLINK answers: File exists",
                "OTHER | internal error: qemu unexpectedly closed the monitor",
                "OTHER | something about 'Permission denied: authentication failed, Domain not found'",
            })
    void textsMeanWhatLibvirtMeans(VirshProblem problem, String text) {
        assertThat(new VirshReply("", "error: " + text).problem()).isEqualTo(problem);
    }

    @Test
    void whatACpuLacksIsNamed() {
        String said =
                "error: Failed to compare hypervisor CPU with /dev/stdin\nerror: the CPU is incompatible with host"
                        + " CPU: Host CPU ";
        assertThat(VirshErrors.lackingFeatures(said + "does not provide required features: hle, rtm, avx512f\n"))
                .isEqualTo("lacks hle, rtm, avx512f");
        assertThat(VirshErrors.lackingFeatures(said + "vendor does not match required CPU vendor Intel"))
                .startsWith("is another one (libvirt said: ")
                .contains("vendor Intel");
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
