package io.kloigos.core.vm.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.host.HostAction;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.Hardware;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.vm.NicRequest;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmRequest;
import io.kloigos.core.vm.placement.PlacementRule.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** VMs that find their host, among three in memory of 8 CPUs and 16 GiB each. */
class PlacementIT {
    private static final Caller ANN = Caller.of("ann");

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private Kloigos kloigos;

    @BeforeEach
    void open() {
        kloigos = Kloigos.open(
                new KloigosConfig(mariaDb.database(), WatchSettings.defaults())
                        .withPlacement(new PlacementSettings(2, 1)),
                hypervisors);
        for (int i = 1; i <= 3; i++) {
            hypervisors
                    .host("10.0.0." + i)
                    .createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
            kloigos.hosts()
                    .register(
                            ANN,
                            new HostRegistration(
                                    "h" + i,
                                    "h" + i,
                                    "10.0.0." + i,
                                    22,
                                    "kloigos",
                                    HostRegistration.SYSTEM_URI,
                                    0,
                                    0,
                                    null,
                                    true,
                                    List.of(i == 3 ? "ssd" : "disk"),
                                    null));
        }
    }

    @AfterEach
    void close() {
        kloigos.close();
    }

    private static VmRequest request(String host, String name, int cpus, long memoryMb, PlacementRule rule) {
        return request(host, name, cpus, memoryMb, "base.qcow2", "default", null, rule);
    }

    private static VmRequest request(
            String host,
            String name,
            int cpus,
            long memoryMb,
            String image,
            String network,
            @Nullable Integer numaNode,
            PlacementRule rule) {
        return new VmRequest(
                host,
                name,
                cpus,
                memoryMb,
                image,
                null,
                null,
                List.of(),
                List.of(NicRequest.on(network)),
                List.of(),
                null,
                Map.of("app", name.replaceAll("-.*", "")),
                Map.of(),
                null,
                numaNode,
                Hardware.ANY,
                false,
                false,
                rule);
    }

    private Vm make(VmRequest request) throws Exception {
        return kloigos.vms().provision(ANN, request).result().get(20, TimeUnit.SECONDS);
    }

    private String placed(String name, PlacementRule rule) throws Exception {
        return make(request(VmRequest.AUTO, name, 1, 1024, rule)).hostId();
    }

    private static PlacementRule rule(Strategy strategy) {
        return new PlacementRule(strategy, List.of(), Map.of(), Map.of());
    }

    private Map<String, List<String>> reasons(VmRequest request) {
        return kloigos.placement().explain(request.need()).stream()
                .collect(java.util.stream.Collectors.toMap(HostFit::hostId, HostFit::reasons));
    }

    @Test
    void spreadTakesTheEmptiestHostAndPackTheFullest() throws Exception {
        make(request("h1", "full-1", 1, 8192, PlacementRule.SPREAD));
        make(request("h2", "half-1", 1, 2048, PlacementRule.SPREAD));
        assertThat(placed("spread-1", rule(Strategy.SPREAD))).isEqualTo("h3");
        assertThat(placed("pack-1", rule(Strategy.PACK))).isEqualTo("h1");
        assertThat(kloigos.placement()
                        .explain(request(VmRequest.AUTO, "x", 1, 1024, PlacementRule.SPREAD)
                                .need()))
                .containsExactly(
                        new HostFit("h3", 15, 15 * 1024, List.of()),
                        new HostFit("h2", 15, 14 * 1024, List.of()),
                        new HostFit("h1", 14, 7 * 1024, List.of()));
    }

    @Test
    void tagsAndLabelsOfOtherVmsDecide() throws Exception {
        assertThat(placed("db-1", new PlacementRule(Strategy.SPREAD, List.of("ssd"), Map.of(), Map.of())))
                .isEqualTo("h3");
        Map<String, String> db = Map.of("app", "db");
        assertThat(placed("cache-1", new PlacementRule(Strategy.SPREAD, List.of(), db, Map.of())))
                .isEqualTo("h3");
        assertThat(placed("db-2", new PlacementRule(Strategy.PACK, List.of(), Map.of(), db)))
                .isIn("h1", "h2");
        assertThat(reasons(request(
                        VmRequest.AUTO,
                        "db-3",
                        1,
                        1024,
                        new PlacementRule(Strategy.SPREAD, List.of("disk"), Map.of(), db))))
                .containsEntry("h3", List.of("is not tagged disk", "has a VM with the labels of anti_affinity"));
    }

    @Test
    void eachHostSaysWhyItCannot() throws Exception {
        kloigos.hosts().act(ANN, "h1", HostAction.MARK_MAINTENANCE);
        make(request("h2", "big-1", 16, 15 * 1024, PlacementRule.SPREAD));
        VmRequest request = request(VmRequest.AUTO, "web-1", 2, 2048, "other.qcow2", "blue", 7, PlacementRule.SPREAD);
        assertThat(reasons(request))
                .isEqualTo(Map.of(
                        "h1",
                        List.of(
                                "is maintenance",
                                "has not got image other.qcow2",
                                "does not run each of the networks blue",
                                "has no NUMA node 7"),
                        "h2",
                        List.of(
                                "has 0 CPUs left",
                                "has 1024 MiB of memory left",
                                "has not got image other.qcow2",
                                "does not run each of the networks blue",
                                "has no NUMA node 7"),
                        "h3",
                        List.of(
                                "has not got image other.qcow2",
                                "does not run each of the networks blue",
                                "has no NUMA node 7")));
        assertThatThrownBy(() -> kloigos.vms().provision(ANN, request))
                .isInstanceOfSatisfying(KloigosException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.EXHAUSTED);
                    assertThat(e.getMessage()).contains("h1: is maintenance");
                });
    }

    @Test
    void manyAtOnceFillTheHostsAndNotOneMore() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> asked = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String name = "vm-" + i;
                asked.add(callers.submit(() -> {
                    try {
                        make(request(VmRequest.AUTO, name, 1, 4096, PlacementRule.SPREAD));
                        return true;
                    } catch (KloigosException e) {
                        assertThat(e.code()).isEqualTo(ErrorCode.EXHAUSTED);
                        return false;
                    }
                }));
            }
            int made = 0;
            for (Future<Boolean> one : asked) {
                made += one.get(60, TimeUnit.SECONDS) ? 1 : 0;
            }
            assertThat(made).isEqualTo(12);
            for (String host : List.of("h1", "h2", "h3")) {
                assertThat(kloigos.vms().list(VmQuery.onHost(host))).hasSize(4);
            }
        } finally {
            callers.shutdown();
        }
    }
}
