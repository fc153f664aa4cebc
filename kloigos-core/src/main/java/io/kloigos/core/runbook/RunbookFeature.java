package io.kloigos.core.runbook;

import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostRecords;
import io.kloigos.core.host.HostService;
import io.kloigos.core.host.command.HostCommandService;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.observation.HostInventory;
import io.kloigos.core.server.ServerService;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.vm.VmService;
import io.kloigos.core.vm.migration.MigrationService;
import io.kloigos.core.vm.placement.Placement;
import io.kloigos.core.vm.snapshot.SnapshotService;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Runbooks and their schedules, put together. */
public final class RunbookFeature {
    /** What records are kept and announced with. */
    public record Records(
            Database database,
            Changes changes,
            TaskService tasks,
            EventService events,
            HostRecords hosts,
            Clock clock) {}

    /** What the verbs of runbooks stand on. */
    public record Parts(
            HostService hosts,
            HostCommandService hostCommands,
            VmService vms,
            HostInventory inventory,
            Placement placement,
            MigrationService migrations,
            SnapshotService snapshots,
            ImageService images,
            ServerService servers) {}

    private final RunbookService runbooks;
    private final Schedules schedules;
    private final List<TaskHandler<?>> handlers;

    /** @param rehearsals rehearses the tasks that runbooks would make */
    public RunbookFeature(Records records, Parts parts, Rehearsals rehearsals) {
        Verbs verbs = new Verbs(verbs(parts, records.clock()));
        Targets targets = new Targets(records.hosts());
        runbooks = new RunbookService(
                records.database(),
                records.changes(),
                records.tasks(),
                records.events(),
                verbs,
                targets,
                records.clock());
        schedules = new Schedules(
                records.database(),
                records.changes(),
                records.events(),
                runbooks,
                targets,
                new Firings(runbooks, records.tasks(), records.events(), records.clock()),
                records.clock());
        Conductor.Services services =
                new Conductor.Services(records.database(), records.tasks(), records.clock(), rehearsals);
        handlers = List.of(new RunRunbook(services, verbs, new Lookups(parts.hosts(), parts.vms())));
    }

    private static List<Verb> verbs(Parts parts, Clock clock) {
        Evacuations evacuations = new Evacuations(new Evacuations.Services(
                parts.hosts(), parts.vms(), parts.inventory(), parts.placement(), parts.migrations()));
        List<Verb> verbs = new ArrayList<>(new HostVerbs(parts.hosts(), parts.hostCommands(), evacuations).all());
        verbs.addAll(new MachineVerbs(parts.vms(), parts.snapshots(), parts.migrations()).all());
        verbs.addAll(new ImageVerbs(parts.images()).all());
        verbs.addAll(new PoolVerbs(parts.servers(), clock).all());
        return verbs;
    }

    public RunbookService runbooks() {
        return runbooks;
    }

    public Schedules schedules() {
        return schedules;
    }

    public List<TaskHandler<?>> handlers() {
        return handlers;
    }
}
