package io.kloigos.core.runbook;

import io.kloigos.core.vm.VmAction;
import io.kloigos.core.vm.VmService;
import io.kloigos.core.vm.migration.MigrationRequest;
import io.kloigos.core.vm.migration.MigrationService;
import io.kloigos.core.vm.snapshot.SnapshotRequest;
import io.kloigos.core.vm.snapshot.SnapshotService;
import io.kloigos.core.vm.snapshot.VmSnapshot;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What runbooks can do with VMs. */
final class MachineVerbs {
    private static final int MOST_KEPT = 1000;

    private final VmService vms;
    private final SnapshotService snapshots;
    private final MigrationService migrations;

    MachineVerbs(VmService vms, SnapshotService snapshots, MigrationService migrations) {
        this.vms = vms;
        this.snapshots = snapshots;
        this.migrations = migrations;
    }

    List<Verb> all() {
        return List.of(
                new Verb("vm.action", Set.of("vm_id", "action"), Set.of("deadline_seconds"), this::act),
                new Verb("vm.migrate", Set.of("vm_id", "target_host_id"), Set.of(), this::migrate),
                new Verb("vm.snapshot", Set.of("vm_id", "name"), Set.of("description"), this::snapshot),
                new Verb("vm.prune_snapshots", Set.of("vm_id", "keep"), Set.of("prefix"), this::prune));
    }

    private String act(Arguments with, Conductor conductor) {
        UUID vmId = with.uuid("vm_id");
        VmAction action = with.word("action", VmAction.class);
        int seconds = with.number("deadline_seconds", (int) VmService.STOP_DEADLINE.toSeconds(), 1, 3600);
        conductor.perform("act", caller -> vms.act(caller, vmId, action, Duration.ofSeconds(seconds)));
        return action.word() + " VM " + vms.get(vmId).name();
    }

    private String migrate(Arguments with, Conductor conductor) {
        UUID vmId = with.uuid("vm_id");
        String target = with.text("target_host_id");
        if (vms.get(vmId).hostId().equals(target)) {
            return "VM " + vms.get(vmId).name() + " is on " + target;
        }
        conductor.perform("move", caller -> migrations.migrate(caller, vmId, new MigrationRequest(target, null, null)));
        return "Moved VM " + vms.get(vmId).name() + " to " + target;
    }

    private String snapshot(Arguments with, Conductor conductor) {
        UUID vmId = with.uuid("vm_id");
        String name = with.text("name");
        SnapshotRequest request =
                new SnapshotRequest(name, with.find("description").orElse(null), null);
        conductor.perform("take", caller -> snapshots.take(caller, vmId, request));
        return "Took snapshot " + name + " of VM " + vms.get(vmId).name();
    }

    /** The oldest go first. */
    private String prune(Arguments with, Conductor conductor) {
        UUID vmId = with.uuid("vm_id");
        int keep = with.number("keep", 0, 1, MOST_KEPT);
        String prefix = with.find("prefix").orElse("");
        List<VmSnapshot> old = snapshots.list(vmId).stream()
                .filter(each -> each.snapshot().name().startsWith(prefix))
                .sorted(Comparator.comparing(
                                (VmSnapshot each) -> each.snapshot().createdAt())
                        .reversed())
                .skip(keep)
                .toList();
        for (VmSnapshot each : old) {
            conductor.perform("drop/" + each.snapshotId(), caller -> snapshots.delete(caller, vmId, each.snapshotId()));
        }
        return "Deleted " + old.size() + " snapshots of VM " + vms.get(vmId).name();
    }
}
