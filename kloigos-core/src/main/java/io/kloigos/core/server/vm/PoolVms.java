package io.kloigos.core.server.vm;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.event.EventService;
import io.kloigos.core.json.Json;
import io.kloigos.core.project.Quotas;
import io.kloigos.core.project.Usage;
import io.kloigos.core.server.Claim;
import io.kloigos.core.server.Server;
import io.kloigos.core.server.ServerService;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.task.TaskRequest;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRequest;
import io.kloigos.core.vm.VmService;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

/** Claims on the pool that make a VM where no server is left. */
public final class PoolVms {
    private static final String MAKE = "server.make_vm";
    private static final JavaType ACCEPTED = Json.type(Accepted.class);
    private static final Pattern NOT_IN_A_NAME = Pattern.compile("[^a-z0-9-]+");
    private static final int LONGEST_STEM = 40;

    record Accepted(String hostname, UUID taskId) {}

    private final Changes changes;
    private final TaskService tasks;
    private final ServerService servers;
    private final VmTemplates templates;
    private final VmService vms;
    private final EnlistVm enlisting;

    public PoolVms(
            Database database,
            Changes changes,
            TaskService tasks,
            EventService events,
            ServerService servers,
            VmTemplates templates,
            VmService vms) {
        this.changes = changes;
        this.tasks = tasks;
        this.servers = servers;
        this.templates = templates;
        this.vms = vms;
        this.enlisting = new EnlistVm(database, servers, vms, events);
    }

    public List<TaskHandler<?>> handlers() {
        return List.of(enlisting);
    }

    /**
     * Claims one free server, or makes a VM from the template when none fits and hands that out. {@code INVALID} for more
     * than one; {@code FORBIDDEN} when a policy speaks against the VM, or wants it approved first. The result fails as making the VM does, {@code EXHAUSTED} when no host can take it.
     */
    public CompletableFuture<List<Server>> claim(Caller caller, Claim claim, String template) {
        if (claim.count() != 1 || claim.kind() == Claim.Kind.SERVER) {
            throw KloigosException.invalid(
                    "vm.template",
                    "makes one VM: it goes with count 1 and kind any or vm, not with count " + claim.count()
                            + " and kind " + claim.kind().name().toLowerCase(Locale.ROOT));
        }
        Optional<Accepted> earlier = changes.answered(caller, MAKE, request(claim, template), ACCEPTED);
        if (earlier.isPresent()) {
            return await(earlier.get());
        }
        VmTemplate from = templates.get(template);
        try {
            return CompletableFuture.completedFuture(
                    servers.claim(caller, claim.withMaxWait(Duration.ZERO)).getNow(List.of()));
        } catch (CompletionException e) {
            if (e.getCause() instanceof KloigosException known && known.code() == ErrorCode.EXHAUSTED) {
                return make(caller, claim, from);
            }
            throw e;
        }
    }

    private CompletableFuture<List<Server>> make(Caller caller, Claim claim, VmTemplate template) {
        Accepted accepted = changes.make(caller, MAKE, request(claim, template.name()), ACCEPTED, tx -> {
            VmRequest request = template.request().named(name(caller, claim)).forProject(claim.projectId());
            Quotas.take(tx, claim.projectId(), Usage.ofServers(1));
            Vm vm = vms.provision(tx, caller, request);
            EnlistVm.Params params =
                    new EnlistVm.Params(vm.vmId(), vm.hostId(), vm.name(), claim, template.onRelease());
            String target = Vm.target(vm.vmId());
            UUID task = tasks.submit(
                    tx,
                    caller,
                    new TaskRequest(
                            EnlistVm.TYPE,
                            target,
                            vm.hostId(),
                            params,
                            List.of(target),
                            "Put VM " + vm.name() + " into the pool for " + claim.name()));
            tasks.awaitedApproval(tx, target).ifPresent(PoolVms::refuseToWait);
            Quotas.hold(tx, claim.projectId(), vm.vmId(), task, Usage.ofServers(1));
            return new Accepted(vm.name(), task);
        });
        return await(accepted);
    }

    private static void refuseToWait(String approval) {
        throw new KloigosException(
                ErrorCode.FORBIDDEN,
                "A claim cannot wait until somebody has approved the VM that it makes: " + approval
                        + ". Have a VM made and added to the pool first, or have the policy changed.");
    }

    private static List<Object> request(Claim claim, String template) {
        return List.of(claim, template);
    }

    private CompletableFuture<List<Server>> await(Accepted accepted) {
        return tasks.await(accepted.taskId(), () -> List.of(servers.get(accepted.hostname())))
                .result();
    }

    private static String name(Caller caller, Claim claim) {
        String stem = NOT_IN_A_NAME
                .matcher(claim.name().toLowerCase(Locale.ROOT))
                .replaceAll("-")
                .replaceAll("^-+|-+$", "");
        String kept = stem.length() > LONGEST_STEM ? stem.substring(0, LONGEST_STEM) : stem;
        String id = caller.newId(claim).toString().substring(0, 8);
        return (kept.isEmpty() ? "vm" : kept) + "-" + id;
    }
}
