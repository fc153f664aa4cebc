package io.kloigos.ssh;

import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.HypervisorContract;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** A real host keeps the contract. */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class VirshHypervisorLabIT extends HypervisorContract {
    private static Lab lab;
    private static SshHypervisors hypervisors;

    @BeforeAll
    static void connect() {
        lab = Lab.running();
        hypervisors = new SshHypervisors(lab.config());
    }

    @AfterAll
    static void disconnect() {
        hypervisors.close();
    }

    @Override
    protected Hypervisor hypervisor() {
        return hypervisors.at(lab.endpoint(0));
    }

    @Override
    protected void defineUnstamped(UUID vmId, String name) {
        lab.ssh(
                0,
                "virsh -q -c qemu:///system define /dev/stdin <<'X'\n<domain type='qemu'><name>" + name
                        + "</name><uuid>" + vmId
                        + "</uuid><memory>65536</memory><os><type>hvm</type></os></domain>\nX");
    }

    @Override
    protected void removeUnstamped(UUID vmId) {
        lab.ssh(0, "virsh -q -c qemu:///system undefine " + vmId);
    }

    @Override
    protected byte[] contentOf(String volume) {
        return Base64.getMimeDecoder()
                .decode(lab.ssh(
                        0,
                        "virsh -q -c qemu:///system vol-download --pool default --vol " + volume
                                + " --file /dev/stdout | base64"));
    }
}
