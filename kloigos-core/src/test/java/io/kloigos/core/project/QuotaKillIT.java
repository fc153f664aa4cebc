package io.kloigos.core.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.Scope;
import io.kloigos.core.database.DatabaseConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.TaskQuery;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two hundred ask at once for more than a project may have, and the process that answers them is killed. */
class QuotaKillIT {
    private static final Caller ANN = Caller.of("ann");
    private static final int AT_ONCE = 200;
    private static final int ALLOWED = 40;
    private static final int KILLED_AFTER = 10;

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    /** A process that is asked for VMs, says of each that it was accepted, and waits to be killed. */
    public static final class Victim {
        public static void main(String[] args) throws Exception {
            try (Kloigos engine = engine(new DatabaseConfig.Server(args[0], args[1], args[2]))) {
                PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
                out.println("refused: " + askAtOnce(engine, "victim", () -> out.println("accepted")));
                int ignored = System.in.read();
            }
        }
    }

    private static Kloigos engine(DatabaseConfig.Server database) {
        FakeHypervisors fakes = new FakeHypervisors();
        fakes.host("10.0.0.1").createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
        return Kloigos.open(new KloigosConfig(database, WatchSettings.defaults()), fakes);
    }

    /** Tells what was refused, and why. */
    private static Queue<ErrorCode> askAtOnce(Kloigos engine, String prefix, Runnable accepted) throws Exception {
        Queue<ErrorCode> refused = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        for (int i = 0; i < AT_ONCE; i++) {
            VmRequest request = new VmRequest(
                    "h1",
                    prefix + "-" + i,
                    2,
                    256,
                    "base.qcow2",
                    "default",
                    1,
                    List.of(),
                    null,
                    Map.of(),
                    "team-a",
                    false);
            threads.execute(() -> {
                try {
                    engine.vms().provision(ANN, request);
                    accepted.run();
                } catch (KloigosException e) {
                    refused.add(e.code());
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(120, TimeUnit.SECONDS)).isTrue();
        return refused;
    }

    @Test
    void whoGoesOnReachesTheQuotaExactlyAndNothingIsTakenAfterAllIsDeleted() throws Exception {
        try (Kloigos first = engine(mariaDb.database())) {
            prepare(first);
        }
        killInTheMiddle();
        try (Kloigos engine = engine(mariaDb.database())) {
            awaitThatAllEnded(engine);
            long made = vms(engine).size();
            assertThat(made).isBetween((long) 0, (long) ALLOWED);
            assertThat(used(engine)).isEqualTo(usage(made));
            assertThat(askAtOnce(engine, "heir", () -> {}))
                    .hasSize((int) (AT_ONCE - (ALLOWED - made)))
                    .allMatch(ErrorCode.QUOTA_EXCEEDED::equals);
            assertThat(used(engine)).isEqualTo(usage(ALLOWED));
            awaitThatAllEnded(engine);
            assertThat(vms(engine)).hasSize(ALLOWED);
            vms(engine).stream()
                    .map(vm -> engine.vms().delete(ANN, vm, false))
                    .map(Pending::result)
                    .toList()
                    .forEach(result -> result.orTimeout(120, TimeUnit.SECONDS).join());
            assertThat(used(engine)).isEqualTo(Usage.NOTHING);
        }
    }

    private static void prepare(Kloigos engine) {
        HostRegistration host = new HostRegistration(
                "h1", "h1", "10.0.0.1", 22, "kloigos", HostRegistration.SYSTEM_URI, 0, 0, null, true, List.of(), null);
        engine.hosts().register(ANN, host);
        engine.projects().create(ANN, "team-a", "Team A", "");
        engine.projects().setQuota(ANN, "team-a", new QuotaChange(2 * ALLOWED, 0L, 0, 0L, 0, 0));
    }

    private void killInTheMiddle() throws IOException, InterruptedException {
        DatabaseConfig.Server database = mariaDb.database();
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        database.url(),
                        database.user(),
                        database.password())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = victim.inputReader();
        long accepted = 0;
        for (String line = output.readLine(); accepted < KILLED_AFTER; line = output.readLine()) {
            assertThat(line).isEqualTo("accepted");
            accepted++;
        }
        victim.destroyForcibly().waitFor();
    }

    private static void awaitThatAllEnded(Kloigos engine) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .until(() -> engine.tasks().list(new TaskQuery(null, "vm.provision", null, null, 1000)).stream()
                        .allMatch(task -> task.completedAt() != null));
    }

    private static List<UUID> vms(Kloigos engine) {
        return engine.vms().list(new VmQuery(null, "team-a", null, null, Map.of(), null, 1000)).stream()
                .map(vm -> vm.vmId())
                .toList();
    }

    private static Usage used(Kloigos engine) {
        return engine.projects().get(Scope.EVERYTHING, "team-a").used();
    }

    private static Usage usage(long vms) {
        return new Usage(2 * vms, 256 * vms, vms, 1024 * vms, 0, 0);
    }
}
