package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.HypervisorContract;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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
    protected InetAddress siteAddress() {
        return lab.gateway();
    }

    @Override
    protected byte[] contentOf(String volume) {
        return Base64.getMimeDecoder()
                .decode(lab.ssh(
                        0,
                        "virsh -q -c qemu:///system vol-download --pool default --vol " + volume
                                + " --file /dev/stdout | base64"));
    }

    /** The processes of shells on the host that hold documents. */
    private static List<String> documentShells() {
        return lab.root(0, "pgrep -f 'hea[d] -c .n' || true").lines().toList();
    }

    @Test
    void aDocumentIsReadByTheWarmVirshAndLeavesNothing() {
        List<String> before = documentShells();
        List<String> during;
        try (SshHypervisors own = new SshHypervisors(lab.config())) {
            Hypervisor host = own.at(lab.endpoint(0));
            host.createVolume(new VolumeSpec("default", "piped.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
            during = new ArrayList<>(documentShells());
            host.deleteVolume("default", "piped.qcow2");
        }
        during.removeAll(before);
        assertThat(during).isNotEmpty();
        await().until(() -> Collections.disjoint(documentShells(), during));
    }
}
