package io.kloigos.core.drift;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Hypervisors;
import io.kloigos.core.json.Json;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.task.TaskRequest;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.task.TaskStatus;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRecords;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where hosts and the CMDB differ, what would mend it, and mending exactly that. */
public final class DriftService {
    /** How long a plan can be applied. */
    public static final Duration PLAN_KEPT = Duration.ofHours(24);

    /** The most VMs of one plan. */
    public static final int MOST_PLANNED = 100;

    private static final JavaType ACCEPTED = Json.listOf(Accepted.class);
    private static final int LONGEST_PAGE = 1000;

    /** What is remembered of an accepted plan: asked for again, its tasks are waited for again. */
    record Accepted(UUID vmId, String hostId, UUID taskId) {}

    /** How the mending of one VM ended. */
    public record Mended(UUID vmId, String hostId, Task task) {}

    private final Database database;
    private final Changes changes;
    private final TaskService tasks;
    private final DriftList list;
    private final DriftPlanner planner;
    private final Clock clock;
    private final List<TaskHandler<?>> handlers;

    public DriftService(
            Database database,
            Changes changes,
            TaskService tasks,
            EventService events,
            HostService hosts,
            Hypervisors hypervisors,
            Clock clock) {
        this.database = database;
        this.changes = changes;
        this.tasks = tasks;
        this.clock = clock;
        this.list = new DriftList(database);
        this.planner = new DriftPlanner(database, hosts, hypervisors);
        this.handlers = List.of(new MendVm(planner, hosts, events));
    }

    public List<TaskHandler<?>> handlers() {
        return handlers;
    }

    /**
     * A page of the drift that was last observed.
     *
     * @param after where the page before ended; null for the first
     * @param limit 1 to 1,000; there may be fewer on a page although more follow
     */
    public DriftPage list(DriftScope scope, @Nullable String after, int limit) {
        if (limit < 1 || limit > LONGEST_PAGE) {
            throw KloigosException.invalid("limit", "must be between 1 and " + LONGEST_PAGE);
        }
        return list.page(scope, after, limit);
    }

    /**
     * What would mend that drift, found by rehearsing it on the hosts; changes nothing there. Blocks on the hosts.
     * {@code INVALID} when that is more than {@value #MOST_PLANNED} VMs.
     */
    public DriftPlan plan(DriftScope scope) {
        List<Drift> drift = new ArrayList<>();
        DriftPage page = list.page(scope, null, MOST_PLANNED + 1);
        drift.addAll(page.items());
        while (page.next() != null && drift.size() <= MOST_PLANNED) {
            page = list.page(scope, page.next(), MOST_PLANNED + 1 - drift.size());
            drift.addAll(page.items());
        }
        if (drift.size() > MOST_PLANNED) {
            throw KloigosException.invalid(
                    "host_id", "must narrow the plan to at most " + MOST_PLANNED + " VMs, or vm_id or kinds");
        }
        DriftPlan plan = DriftPlan.of(drift.stream().map(planner::plan).toList(), page.notLookedAt());
        keep(plan);
        return plan;
    }

    private void keep(DriftPlan plan) {
        Instant now = clock.instant();
        database.run(tx -> {
            DriftMapper plans = tx.mapper(DriftMapper.class);
            plans.prunePlans(now.minus(PLAN_KEPT));
            plans.putPlan(plan.hash(), Json.write(plan), now);
        });
    }

    /**
     * Applies a plan, or its part about one host or VM, as one task a VM. Each fails with {@code CONFLICT} when its part of
     * the plan would be another one by now; what it did is then put back. {@code NOT_FOUND} when there is no such plan, or
     * nothing in it to run.
     *
     * @return completes once all have ended; fails when none of them succeeded
     */
    public Pending<List<Mended>> apply(Caller caller, String planHash, @Nullable String hostId, @Nullable UUID vmId) {
        record Request(
                String planHash,
                @Nullable String hostId,
                @Nullable UUID vmId) {}
        List<Accepted> accepted = changes.make(
                caller,
                "drift.apply",
                new Request(planHash, hostId, vmId),
                ACCEPTED,
                tx -> accept(tx, caller, planHash, hostId, vmId));
        List<CompletableFuture<Mended>> ends = accepted.stream()
                .map(one ->
                        tasks.completion(one.taskId()).thenApply(task -> new Mended(one.vmId(), one.hostId(), task)))
                .toList();
        CompletableFuture<List<Mended>> all = CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                .thenApply(done ->
                        result(ends.stream().map(CompletableFuture::join).toList()));
        return new Pending<>(accepted.get(0).taskId(), all);
    }

    private static List<Mended> result(List<Mended> ends) {
        if (ends.stream().allMatch(end -> end.task().status() != TaskStatus.SUCCEEDED)) {
            throw ends.get(0).task().failure();
        }
        return ends;
    }

    private List<Accepted> accept(
            Transaction tx, Caller caller, String planHash, @Nullable String hostId, @Nullable UUID vmId) {
        String stored =
                tx.mapper(DriftMapper.class).plan(planHash, clock.instant().minus(PLAN_KEPT));
        if (stored == null) {
            throw KloigosException.notFound("plan", planHash + ", or it is older than a day: make a new one");
        }
        List<PlannedMend> wanted = Json.read(stored, DriftPlan.class).items().stream()
                .filter(PlannedMend::isRunnable)
                .filter(item -> hostId == null || item.hostId().equals(hostId))
                .filter(item -> vmId == null || item.vmId().equals(vmId))
                .toList();
        if (wanted.isEmpty()) {
            throw KloigosException.notFound("VM to mend in plan", planHash);
        }
        String owner = VmRecords.ownerId(tx).toString();
        return wanted.stream().map(item -> submit(tx, caller, item, owner)).toList();
    }

    private Accepted submit(Transaction tx, Caller caller, PlannedMend item, String owner) {
        String target = Vm.target(item.vmId());
        MendVm.Params params = new MendVm.Params(
                item.vmId(), item.hostId(), item.name(), item.kind(), item.fields(), item.hash(), item.saved(), owner);
        UUID task = tasks.submit(
                tx,
                caller,
                new TaskRequest(
                        MendVm.TYPE,
                        target,
                        item.hostId(),
                        params,
                        List.of(target),
                        "Mend VM " + item.name() + " on " + item.hostId()));
        return new Accepted(item.vmId(), item.hostId(), task);
    }
}
