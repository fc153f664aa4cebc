package io.kloigos.core.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.host.HostAction;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.host.HostStatus;
import io.kloigos.core.host.command.HostCommands;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.Snapshot;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.policy.Policy;
import io.kloigos.core.runbook.Runbook.Parameter;
import io.kloigos.core.runbook.RunbookStep.Condition;
import io.kloigos.core.runbook.RunbookStep.OnFailure;
import io.kloigos.core.server.Claim;
import io.kloigos.core.server.Server;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.Plan;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskQuery;
import io.kloigos.core.task.TaskStatus;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runbooks on hosts in memory, recorded in a real MariaDB. */
class RunbooksIT {
    private static final Caller ANN = Caller.of("ann");

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final FakeHypervisors fakes = new FakeHypervisors();
    private final HeldMoves hosts = new HeldMoves(fakes);
    private Kloigos kloigos;

    @BeforeEach
    void start() {
        open();
        for (int i = 1; i <= 3; i++) {
            fakes.host("10.0.0." + i)
                    .createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
            register("h" + i, "10.0.0." + i);
        }
    }

    @AfterEach
    void close() {
        kloigos.close();
    }

    private void open() {
        KloigosConfig config = new KloigosConfig(mariaDb.database(), WatchSettings.defaults())
                .withHostCommands(new HostCommands(Map.of("trim", "sudo -n fstrim -a", "fail", "exit 3")));
        kloigos = Kloigos.open(config, hosts);
    }

    private void register(String id, String address) {
        kloigos.hosts()
                .register(
                        ANN,
                        new HostRegistration(
                                id,
                                id,
                                address,
                                22,
                                "kloigos",
                                HostRegistration.SYSTEM_URI,
                                8,
                                4096,
                                null,
                                true,
                                List.of(),
                                null));
    }

    private Vm vm(String hostId, String name, long memoryMb) {
        return kloigos.vms()
                .provision(
                        ANN,
                        new VmRequest(
                                hostId,
                                name,
                                1,
                                memoryMb,
                                "base.qcow2",
                                "default",
                                null,
                                List.of(),
                                null,
                                Map.of(),
                                null,
                                true))
                .result()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static RunRequest onHost(String hostId, Map<String, String> parameters) {
        return new RunRequest(hostId, null, parameters);
    }

    private static <T> T ended(Pending<T> pending) {
        return pending.result().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static KloigosException failure(Pending<?> pending) {
        try {
            ended(pending);
            throw new AssertionError("did not fail");
        } catch (CompletionException e) {
            return (KloigosException) e.getCause();
        }
    }

    private List<String> on(String hostId) {
        return kloigos.vms().list(VmQuery.onHost(hostId)).stream()
                .map(Vm::name)
                .sorted()
                .toList();
    }

    private List<Task> moves() {
        return kloigos.tasks().list(new TaskQuery(null, "vm.migrate", null, null, 100));
    }

    private static RunbookStep step(String name, String verb, Map<String, String> with) {
        return new RunbookStep(name, verb, with, null, OnFailure.STOP, 0);
    }

    @Test
    void aHostIsEmptiedAFewAtATime() {
        hosts.allowed.release(100);
        for (int i = 1; i <= 5; i++) {
            vm("h1", "web-" + i, 64);
        }
        Pending<Task> run = kloigos.runbooks().execute(ANN, "node-drain", onHost("h1", Map.of("mode", "safe")));
        Task task = ended(run);
        assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(task.target()).isEqualTo("host:h1");
        assertThat(task.steps()).extracting(step -> step.name()).containsExactly("mark-draining", "evacuate");
        assertThat(on("h1")).isEmpty();
        assertThat(on("h2")).hasSizeBetween(2, 3);
        assertThat(on("h3")).hasSizeBetween(2, 3);
        assertThat(kloigos.hosts().get("h1").status()).isEqualTo(HostStatus.DRAINING);
        assertThat(hosts.mostAtOnce).hasValueLessThanOrEqualTo(2);
        RunbookRun.Step evacuate = kloigos.runbooks().run(run.taskId()).steps().get(1);
        assertThat(evacuate.status()).isEqualTo("succeeded");
        assertThat(evacuate.children()).hasSize(5).allMatch(child -> child.status() == TaskStatus.SUCCEEDED);
        assertThat(evacuate.message()).startsWith("Moved off h1: ").contains("web-5 to h");
    }

    @Test
    void whatCannotMoveStaysAndIsNamedWithTheReasons() {
        hosts.allowed.release(100);
        vm("h1", "small", 64);
        vm("h1", "big", 3000);
        vm("h2", "wide", 2000);
        kloigos.hosts().act(ANN, "h3", HostAction.MARK_MAINTENANCE);
        KloigosException failure =
                failure(kloigos.runbooks().execute(ANN, "node-drain", onHost("h1", Map.of("parallel", "1"))));
        assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(failure)
                .hasMessageStartingWith("Step evacuate failed: Moved off h1: small to h2. These stay: big (")
                .hasMessageContaining("MiB of memory left")
                .hasMessageContaining("h3: is maintenance");
        assertThat(on("h1")).containsExactly("big");
    }

    @Test
    void aRunGoesOnAfterItsProcessIsGoneAndMovesNothingTwice() {
        for (int i = 1; i <= 4; i++) {
            vm("h1", "web-" + i, 64);
        }
        UUID taskId = kloigos.runbooks()
                .execute(ANN, "node-drain", onHost("h1", Map.of()))
                .taskId();
        await().until(() -> hosts.begun.get() == 2);
        Thread closing = new Thread(kloigos::close);
        closing.start();
        // the conductor is interrupted at once, the moves that are under way end
        await().until(() -> kloigos.tasks().get(taskId).attempt() == 1 && closing.isAlive());
        hosts.allowed.release(2);
        await().until(() -> !closing.isAlive());
        hosts.allowed.release(100);
        open();
        Task task = kloigos.tasks()
                .completion(taskId)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        assertThat(task.status()).as(task.error()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(task.attempt()).isEqualTo(2);
        assertThat(on("h1")).isEmpty();
        assertThat(moves()).hasSize(4);
        assertThat(kloigos.runbooks().run(taskId).steps().get(1).children()).hasSize(4);
    }

    @Test
    void aDryRunTellsTheCommandsOfAllChildrenAndChangesNothing() {
        vm("h1", "web-1", 64);
        vm("h1", "web-2", 64);
        Plan plan = kloigos.planner()
                .plan(ANN, caller -> kloigos.runbooks().execute(caller, "node-drain", onHost("h1", Map.of())));
        assertThat(plan.steps()).hasSize(2);
        assertThat(plan.steps().get(1).commands())
                .filteredOn(command -> command.hostId().equals("h1"))
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(on("h1")).containsExactly("web-1", "web-2");
        assertThat(kloigos.hosts().get("h1").status()).isEqualTo(HostStatus.READY);
        assertThat(moves()).isEmpty();
    }

    @Test
    void aHostComesBackIntoService() {
        kloigos.hosts().act(ANN, "h2", HostAction.MARK_MAINTENANCE);
        ended(kloigos.runbooks().execute(ANN, "node-ready", onHost("h2", Map.of())));
        assertThat(kloigos.hosts().get("h2").status()).isEqualTo(HostStatus.READY);
    }

    @Test
    void snapshotsAreTakenAndTheOldestOfThemGo() {
        Vm vm = vm("h1", "web-1", 64);
        for (String name : List.of("auto-1", "auto-2", "by-hand", "auto-3")) {
            RunRequest request = new RunRequest("h1", vm.vmId(), Map.of("name", name, "keep", "2"));
            ended(kloigos.runbooks().execute(ANN, "vm-snapshot", request));
        }
        assertThat(kloigos.snapshots().list(vm.vmId()))
                .extracting(each -> each.snapshot())
                .extracting(Snapshot::name)
                .containsExactlyInAnyOrder("auto-2", "by-hand", "auto-3");
    }

    @Test
    void oldClaimsAreGivenBack() throws Exception {
        kloigos.servers().importAll(ANN, List.of(Server.free("s1", "10.1.0.1", 0), Server.free("s2", "10.1.0.2", 0)));
        kloigos.servers().claim(ANN, Claim.of("old")).get(10, TimeUnit.SECONDS);
        kloigos.servers().claim(ANN, Claim.of("new")).get(10, TimeUnit.SECONDS);
        try (var connection = mariaDb.connect();
                var statement = connection.createStatement()) {
            statement.execute("update server set started_at = started_at - interval 3 hour where service_name = 'old'");
        }
        RunRequest request = new RunRequest(null, null, Map.of("max_age_hours", "2"));
        ended(kloigos.runbooks().execute(ANN, "pool-reap", request));
        assertThat(kloigos.servers().list(io.kloigos.core.server.ServerQuery.all()))
                .extracting(Server::serviceName)
                .containsExactlyInAnyOrder(null, "new");
    }

    @Test
    void conditionsRetriesAndWhatFollowsFailures() {
        vm("h1", "web-1", 64);
        kloigos.runbooks()
                .add(
                        ANN,
                        new Runbook(
                                "mine",
                                "",
                                Map.of("where", new Parameter("a host", false, "nowhere")),
                                List.of(
                                        new RunbookStep(
                                                "lost",
                                                "host.mark",
                                                Map.of("host_id", "${where}", "action", "mark_ready"),
                                                null,
                                                OnFailure.CONTINUE,
                                                2),
                                        new RunbookStep(
                                                "skipped",
                                                "host.refresh",
                                                Map.of("host_id", "h1"),
                                                new Condition("${steps.lost.status}", "succeeded", null, List.of()),
                                                OnFailure.STOP,
                                                0),
                                        new RunbookStep(
                                                "done",
                                                "host.refresh",
                                                Map.of("host_id", "${host_id}"),
                                                new Condition("${host.status}", null, null, List.of("ready")),
                                                OnFailure.STOP,
                                                0))));
        Pending<Task> run = kloigos.runbooks().execute(ANN, "mine", onHost("h1", Map.of()));
        ended(run);
        List<RunbookRun.Step> steps = kloigos.runbooks().run(run.taskId()).steps();
        assertThat(steps).extracting(RunbookRun.Step::status).containsExactly("failed", "skipped", "succeeded");
        assertThat(steps.get(0).failures()).isEqualTo(3);
        assertThat(steps.get(0).message()).isEqualTo("There is no host nowhere.");
    }

    private Runbook running(String command) {
        return new Runbook(
                command,
                "",
                Map.of(),
                List.of(step("run", "host.run", Map.of("host_id", "${host_id}", "command", command))));
    }

    @Test
    void onHostsOnlyLinesRunThatTheOperatorAllows() {
        List.of("trim", "fail", "reboot").forEach(command -> kloigos.runbooks().add(ANN, running(command)));
        Plan plan = kloigos.planner()
                .plan(ANN, caller -> kloigos.runbooks().execute(caller, "trim", onHost("h1", Map.of())));
        assertThat(plan.steps().get(0).commands()).hasSize(1);
        assertThat(fakes.host("10.0.0.1").shellLines()).isEmpty();
        Pending<Task> run = kloigos.runbooks().execute(ANN, "trim", onHost("h1", Map.of()));
        ended(run);
        assertThat(fakes.host("10.0.0.1").shellLines()).containsExactly("sudo -n fstrim -a");
        Task child =
                kloigos.runbooks().run(run.taskId()).steps().get(0).children().get(0);
        assertThat(child.type()).isEqualTo("host.run");
        assertThat(child.target()).isEqualTo("host:h1");
        assertThat(failure(kloigos.runbooks().execute(ANN, "fail", onHost("h1", Map.of())))
                        .code())
                .isEqualTo(ErrorCode.HOST_FAILED);
        assertThat(failure(kloigos.runbooks().execute(ANN, "reboot", onHost("h1", Map.of()))))
                .hasMessage(
                        "Step run failed: There is no command reboot that may be run on hosts. There are: fail, trim.");
    }

    @Test
    void policiesHoldForWhatRunbooksDo() {
        vm("h1", "web-1", 64);
        Policy policy = kloigos.policies().add(ANN, "stay", "ops", Map.of("deny_actions", "vm.migrate"));
        kloigos.policies().bind(ANN, policy.policyId(), Policy.Scope.HOST, "h1");
        assertThat(failure(kloigos.runbooks().execute(ANN, "node-drain", onHost("h1", Map.of()))))
                .hasMessageContaining("web-1 (")
                .hasMessageContaining("policy stay (" + policy.policyId() + "): vm.migrate is denied");
        assertThat(on("h1")).containsExactly("web-1");
    }

    @Test
    void whatIsWrongWithARunbookIsSaidWhenItIsSaved() {
        Runbook wrong = new Runbook(
                "wrong",
                "",
                Map.of(),
                List.of(
                        step("a", "host.explode", Map.of()),
                        step("b", "vm.action", Map.of("vm_id", "${nobody}", "power", "on"))));
        assertThatThrownBy(() -> kloigos.runbooks().add(ANN, wrong))
                .hasMessageContaining("steps.a.verb must be one of host.check, ")
                .hasMessageContaining("steps.b.with.action must be given")
                .hasMessageContaining("steps.b.with.power is nothing that vm.action knows")
                .hasMessageContaining("names ${nobody}");
        Runbook builtIn = new Runbook("node-drain", "", Map.of(), List.of());
        assertThatThrownBy(() -> kloigos.runbooks().add(ANN, builtIn)).hasMessageContaining("is built in");
        Runbook empty = new Runbook("empty", "", Map.of(), List.of());
        kloigos.runbooks().add(ANN, empty);
        assertThatThrownBy(() -> kloigos.runbooks().add(ANN, empty)).hasMessageContaining("already");
        assertThatThrownBy(() -> kloigos.runbooks().execute(ANN, "empty", onHost("h1", Map.of())))
                .hasMessageContaining("has no steps");
        kloigos.runbooks().remove(ANN, "empty");
        assertThatThrownBy(() -> kloigos.runbooks().get("empty")).hasMessageContaining("There is no runbook empty");
    }

    @Test
    void whatARunIsToldIsChecked() {
        assertThatThrownBy(() -> kloigos.runbooks().execute(ANN, "node-drain", new RunRequest(null, null, Map.of())))
                .hasMessageContaining("host_id must be given");
        assertThatThrownBy(() -> kloigos.runbooks().execute(ANN, "node-drain", onHost("h1", Map.of("moode", "x"))))
                .hasMessageContaining("parameters.moode is no parameter of node-drain");
        assertThatThrownBy(() -> kloigos.runbooks().execute(ANN, "node-drain", onHost("h9", Map.of())))
                .hasMessageContaining("There is no host h9");
        assertThatThrownBy(() -> kloigos.runbooks().execute(ANN, "nothing", onHost("h1", Map.of())))
                .hasMessageContaining("There is no runbook nothing");
    }
}
