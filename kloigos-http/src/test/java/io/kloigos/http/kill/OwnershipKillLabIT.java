package io.kloigos.http.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.ssh.Lab;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two servers on one database: one of them has the host, the other one takes it when the first is killed. */
class OwnershipKillLabIT {
    private static final String VIRSH = "virsh -q -c qemu:///system ";
    private static final String DOMAIN = """
            <domain type="qemu"><name>owned</name><memory unit="MiB">32</memory><vcpu>1</vcpu>
            <os><type arch="x86_64">hvm</type></os></domain>""";

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final Lab lab = Lab.running();
    private ServerProcess owner;
    private ServerProcess other;

    @BeforeEach
    void start() {
        owner = ServerProcess.on(mariaDb.database(), lab.key());
        Lab.Host host = lab.hosts().get(0);
        JsonNode registered =
                owner.post("/api/v1/hosts/register", """
                {"host_id":"kvm1","name":"kvm1","address":"%s","cpu_cores":0,"memory_mb":0,"libvirt_uri":"qemu:///system",
                 "user":"%s","host_key":"%s"}""".formatted(host.address(), lab.user(), host.hostKey()), 200);
        assertThat(registered.path("status").asText()).isEqualTo("ready");
        other = ServerProcess.on(mariaDb.database(), lab.key());
    }

    @AfterEach
    void stop() {
        lab.ssh(0, VIRSH + "destroy owned 2>/dev/null; " + VIRSH + "undefine owned 2>/dev/null; true");
        owner.close();
        other.close();
    }

    private static String connectedBy(ServerProcess server) {
        return server.get("/api/v1/hosts/kvm1/agent-health")
                .path("connected_by")
                .asText();
    }

    private static String unmanaged(ServerProcess server) {
        JsonNode answer = server.get("/api/v1/hosts/kvm1/inventory-live");
        return answer.path("unmanaged").findValuesAsText("name") + " "
                + answer.path("unmanaged").findValuesAsText("power_state");
    }

    /** Connections to the host's sshd, as the host counts them. */
    private int connections() {
        return Integer.parseInt(
                lab.ssh(0, "pgrep -c -f 'sshd: " + lab.user() + "@notty'").strip());
    }

    @Test
    void oneServerIsConnectedAndTheOtherTakesOverWhenItIsKilled() {
        String first = connectedBy(owner);
        assertThat(connectedBy(other)).isEqualTo(first);
        lab.ssh(0, "echo '" + DOMAIN + "' | " + VIRSH + "define /dev/stdin");
        await().untilAsserted(
                        () -> assertThat(unmanaged(other)).contains("owned").contains("stopped"));

        // carried out by the owner: the other one has no connection
        int before = connections();
        assertThat(other.post("/api/v1/hosts/kvm1/refresh", "", 200)
                        .path("status")
                        .asText())
                .isEqualTo("ready");
        assertThat(connections()).isEqualTo(before);

        owner.kill();
        long killed = System.nanoTime();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            JsonNode host = other.get("/api/v1/hosts/kvm1");
            return host.path("status").asText().equals("ready")
                    && !connectedBy(other).equals(first);
        });
        assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(10));
        lab.ssh(0, VIRSH + "start owned");
        await().untilAsserted(() -> assertThat(unmanaged(other)).contains("running"));
    }
}
