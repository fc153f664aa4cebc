package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.DomainSpec;
import io.kloigos.core.hypervisor.DomainSpec.Device;
import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Seed;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.ssh.transport.ConnectFailure;
import io.kloigos.ssh.transport.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A guest from its image to its shutdown, as a customer would have it. */
@Timeout(180)
class GuestLabIT {
    private static final String POOL = "default";

    private final Lab lab = Lab.running();
    private final SshHypervisors hypervisors = new SshHypervisors(lab.config());
    private final Hypervisor host = hypervisors.at(lab.endpoint(0));
    private final UUID vmId = UUID.randomUUID();
    private final String tag = vmId.toString().substring(0, 8);

    @AfterEach
    void leaveNothingBehind() {
        host.powerOff(vmId, "guest-test");
        host.undefine(vmId, "guest-test");
        List.of("-seed.iso", "-disk.qcow2", "-base.qcow2").forEach(end -> host.deleteVolume(POOL, tag + end));
        hypervisors.close();
    }

    @Test
    void aGuestBootsIsReachedOverSshWithItsSeedsKeyAndShutsDown() throws IOException, ConnectFailure {
        provision();
        host.start(vmId);
        await().atMost(Duration.ofSeconds(90))
                .until(() -> host.domain(vmId).map(Domain::addresses).orElse(List.of()), list -> !list.isEmpty());
        String address = host.domain(vmId).orElseThrow().addresses().get(0);

        ClientSession session = hypervisors.connection(lab.endpoint(0)).session(Deadline.in(Duration.ofSeconds(10)));
        try (var tunnel = session.createLocalPortForwardingTracker(
                new SshdSocketAddress("127.0.0.1", 0), new SshdSocketAddress(address, 22))) {
            int port = tunnel.getBoundAddress().getPort();
            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(
                            () -> assertThat(inGuest(port, "hostname")).isEqualToIgnoringNewLines("guest-" + tag));
        }

        host.requestShutdown(vmId);
        await().atMost(Duration.ofSeconds(60)).until(() -> host.state(vmId).orElseThrow() == PowerState.STOPPED);
        assertThat(host.domain(vmId).orElseThrow().addresses()).isEmpty();
    }

    private void provision() throws IOException {
        Content image = Content.of(lab.guestImage());
        host.createVolume(new VolumeSpec(POOL, tag + "-base.qcow2", VolumeFormat.QCOW2, image.sizeBytes(), null));
        host.upload(POOL, tag + "-base.qcow2", image);
        host.createVolume(new VolumeSpec(POOL, tag + "-disk.qcow2", VolumeFormat.QCOW2, 1L << 30, tag + "-base.qcow2"));
        String key = Files.readString(Path.of(lab.key() + ".pub")).strip();
        host.writeSeed(POOL, tag + "-seed.iso", new Seed(tag, "guest-" + tag, List.of(key), null));
        host.define(new DomainSpec(
                vmId,
                "guest-" + tag,
                1,
                128,
                List.of(
                        new DiskSpec(POOL, tag + "-disk.qcow2", VolumeFormat.QCOW2, Device.DISK),
                        new DiskSpec(POOL, tag + "-seed.iso", VolumeFormat.RAW, Device.CDROM)),
                List.of(new NicSpec(
                        "default",
                        "52:54:00:" + tag.substring(0, 2) + ":" + tag.substring(2, 4) + ":" + tag.substring(4, 6))),
                new Stamp("guest-test", 1)));
    }

    private String inGuest(int port, String command) {
        return Lab.run(
                "ssh",
                "-q",
                "-i",
                lab.key().toString(),
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "ConnectTimeout=5",
                "-p",
                String.valueOf(port),
                "root@127.0.0.1",
                command);
    }
}
