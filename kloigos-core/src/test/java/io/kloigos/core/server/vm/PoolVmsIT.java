package io.kloigos.core.server.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.policy.Policy;
import io.kloigos.core.server.Claim;
import io.kloigos.core.server.Server;
import io.kloigos.core.server.ServerKind;
import io.kloigos.core.server.ServerQuery;
import io.kloigos.core.server.ServerStatus;
import io.kloigos.core.server.vm.VmTemplate.OnRelease;
import io.kloigos.core.task.TaskQuery;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A pool that makes VMs when it runs out of servers, on a host in memory. */
class PoolVmsIT {
    private static final Caller ANN = Caller.of("ann");

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private final FakeHypervisor host = hypervisors.host("10.0.0.1");
    private Kloigos kloigos;
    private HostView before;

    @BeforeEach
    void open() {
        kloigos = Kloigos.open(new KloigosConfig(mariaDb.database(), WatchSettings.defaults()), hypervisors);
        host.createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
        kloigos.hosts()
                .register(
                        ANN,
                        new HostRegistration(
                                "h1",
                                "h1",
                                "10.0.0.1",
                                22,
                                "kloigos",
                                HostRegistration.SYSTEM_URI,
                                0,
                                0,
                                null,
                                true,
                                List.of(),
                                null));
        before = host.look();
        kloigos.vmTemplates().add(ANN, template("small", OnRelease.DELETE, "base.qcow2"));
        kloigos.vmTemplates().add(ANN, template("kept", OnRelease.KEEP, "base.qcow2"));
        kloigos.vmTemplates().add(ANN, template("broken", OnRelease.DELETE, "none.qcow2"));
    }

    @AfterEach
    void close() {
        kloigos.close();
    }

    private static VmTemplate template(String name, OnRelease onRelease, String image) {
        return new VmTemplate(
                name,
                "",
                new VmRequest(
                        name.equals("broken") ? "h1" : VmRequest.AUTO,
                        name,
                        1,
                        256,
                        image,
                        "default",
                        null,
                        List.of(),
                        null,
                        Map.of("size", name),
                        null,
                        true),
                onRelease,
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    private Server claim(Caller caller, String service, String template) throws Exception {
        return kloigos.poolVms()
                .claim(caller, Claim.of(service), template)
                .get(20, TimeUnit.SECONDS)
                .get(0);
    }

    private List<Server> servers() {
        return kloigos.servers().list(new ServerQuery(null, null, null, Map.of(), null, null));
    }

    @Test
    void aFreeServerIsTakenBeforeAVmIsMade() throws Exception {
        kloigos.servers().add(ANN, Server.free("metal-1", "10.9.9.9", 0));
        assertThat(claim(ANN, "web", "small").hostname()).isEqualTo("metal-1");
        Server made = claim(ANN, "Web Shop!", "small");
        assertThat(made.kind()).isEqualTo(ServerKind.VM);
        assertThat(made.hostname()).startsWith("web-shop-");
        assertThat(made.serviceName()).isEqualTo("Web Shop!");
        assertThat(made.status()).isEqualTo(ServerStatus.RUNNING);
        assertThat(made.hostId()).isEqualTo("h1");
        assertThat(made.labels()).isEqualTo(Map.of("size", "small"));
        assertThat(made.ansibleHost())
                .isEqualTo(kloigos.vms().get(made.vmId()).addresses().get(0));
        assertThat(servers()).hasSize(2).contains(made);
    }

    @Test
    void whatTheTemplateSaysBecomesOfAVmThatIsGivenBack() throws Exception {
        Server gone = claim(ANN, "web", "small");
        assertThatThrownBy(() -> kloigos.vms().delete(ANN, gone.vmId(), false))
                .isInstanceOfSatisfying(KloigosException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
                    assertThat(e.getMessage()).contains("claimed by web");
                });
        kloigos.servers().release(ANN, gone.hostname());
        await().untilAsserted(() ->
                assertThat(kloigos.vms().list(VmQuery.onHost("h1"))).isEmpty());
        assertThat(servers()).isEmpty();
        assertThat(host.look()).isEqualTo(before);

        Server kept = claim(ANN, "web", "kept");
        kloigos.servers().release(ANN, kept.hostname());
        assertThat(kloigos.servers().get(kept.hostname()).status()).isEqualTo(ServerStatus.FREE);
        assertThat(claim(ANN, "db", "small").hostname()).isEqualTo(kept.hostname());
        kloigos.servers().release(ANN, kept.hostname());
        UUID vmId = kept.vmId();
        kloigos.vms().delete(ANN, vmId, false).result().get(20, TimeUnit.SECONDS);
        assertThat(servers()).isEmpty();
    }

    @Test
    void policiesHoldForTheVmsOfClaims() {
        for (Map<String, Object> spec : List.<Map<String, Object>>of(
                Map.of("deny_actions", "vm.provision"), Map.of("require_approval", "vm.provision"))) {
            UUID policy = kloigos.policies().add(ANN, "pool", "ops", spec).policyId();
            kloigos.policies().bind(ANN, policy, Policy.Scope.HOST, Policy.EVERYWHERE);
            assertThatThrownBy(() -> claim(ANN, "web", "small"))
                    .isInstanceOfSatisfying(
                            KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN))
                    .hasMessageContaining("policy pool (" + policy + ")");
            assertThat(kloigos.vms().list(VmQuery.onHost("h1"))).isEmpty();
            assertThat(kloigos.tasks().list(new TaskQuery(null, "vm.provision", null, null, 10)))
                    .isEmpty();
            kloigos.policies().remove(ANN, policy);
        }
    }

    @Test
    void whatCannotBeMadeLeavesNothing() {
        assertThatThrownBy(() -> claim(ANN, "web", "broken"))
                .cause()
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.getMessage()).contains("could not be made for web"));
        assertThat(servers()).isEmpty();
        assertThat(kloigos.vms().list(VmQuery.onHost("h1"))).isEmpty();
        assertThat(host.look()).isEqualTo(before);
        assertThatThrownBy(() -> claim(ANN, "web", "nosuch"))
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThatThrownBy(() -> kloigos.poolVms().claim(ANN, Claim.of("web").withCount(2), "small"))
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID));
    }

    @Test
    void theSameKeyMakesOneVm() throws Exception {
        Caller keyed = ANN.withIdempotencyKey("once");
        Server first = claim(keyed, "web", "small");
        assertThat(claim(keyed, "web", "small")).isEqualTo(first);
        assertThat(kloigos.vms().list(VmQuery.onHost("h1"))).hasSize(1);
    }
}
