package io.kloigos.core;

import io.kloigos.core.audit.AuditLog;
import io.kloigos.core.backup.BackupService;
import io.kloigos.core.console.ConsoleService;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.DatabaseConfig;
import io.kloigos.core.database.EmbeddedMariaDb;
import io.kloigos.core.database.Housekeeping;
import io.kloigos.core.drift.Adoptions;
import io.kloigos.core.drift.DriftService;
import io.kloigos.core.drift.OrphanService;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostRecords;
import io.kloigos.core.host.HostService;
import io.kloigos.core.host.command.HostCommandService;
import io.kloigos.core.hypervisor.Hypervisors;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.network.NetworkService;
import io.kloigos.core.network.Reservations;
import io.kloigos.core.network.VlanUplinks;
import io.kloigos.core.observation.HostInventory;
import io.kloigos.core.observation.HostWatch;
import io.kloigos.core.observation.Stages;
import io.kloigos.core.overview.OverviewService;
import io.kloigos.core.policy.Policies;
import io.kloigos.core.policy.PolicyGuard;
import io.kloigos.core.project.MemberService;
import io.kloigos.core.project.Ownership;
import io.kloigos.core.project.ProjectService;
import io.kloigos.core.runbook.RunbookFeature;
import io.kloigos.core.runbook.RunbookService;
import io.kloigos.core.runbook.Schedules;
import io.kloigos.core.search.SearchService;
import io.kloigos.core.securitygroup.SecurityGroups;
import io.kloigos.core.server.HostPool;
import io.kloigos.core.server.HostSlots;
import io.kloigos.core.server.PoolHistory;
import io.kloigos.core.server.ServerService;
import io.kloigos.core.server.vm.PoolVms;
import io.kloigos.core.server.vm.VmTemplates;
import io.kloigos.core.storage.StoragePoolService;
import io.kloigos.core.storage.TrashService;
import io.kloigos.core.storage.VolumeClaimsReader;
import io.kloigos.core.storage.VolumeService;
import io.kloigos.core.task.Planner;
import io.kloigos.core.task.TaskCompletions;
import io.kloigos.core.task.TaskControl;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.task.TaskRunner;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.trash.TrashDeadlines;
import io.kloigos.core.user.ApiTokens;
import io.kloigos.core.user.Logins;
import io.kloigos.core.user.ProviderLogins;
import io.kloigos.core.user.UserService;
import io.kloigos.core.vm.ImageNeeds;
import io.kloigos.core.vm.VmEdits;
import io.kloigos.core.vm.VmService;
import io.kloigos.core.vm.VmVerbs;
import io.kloigos.core.vm.clone.CloneService;
import io.kloigos.core.vm.disk.DiskService;
import io.kloigos.core.vm.migration.MigrationService;
import io.kloigos.core.vm.nic.NetworkAttachments;
import io.kloigos.core.vm.nic.NicService;
import io.kloigos.core.vm.placement.Placement;
import io.kloigos.core.vm.snapshot.SnapshotService;
import io.kloigos.core.webhook.Webhooks;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The engine: a pool of servers, KVM hosts and their VMs, kept in MariaDB and driven through {@link Hypervisors}.
 *
 * <p>Several engines may share one database server; a task that one of them leaves behind is finished by another. Close
 * it to end its tasks in good order and, if it started one, its database server.
 */
public final class Kloigos implements AutoCloseable {
    private final @Nullable EmbeddedMariaDb embedded;
    private final Database database;
    private final Hypervisors hypervisors;
    private final ExecutorService answers = Executors.newCachedThreadPool(work -> new Thread(work, "kloigos-answer"));
    private final EventService events;
    private final ProjectService projects;
    private final MemberService members;
    private final Ownership ownership;
    private final UserService users;
    private final HostCommandService hostCommands;
    private final ApiTokens tokens;
    private final Logins logins;
    private final ProviderLogins providerLogins;
    private final ServerService servers;
    private final HostPool hostPool;
    private final HostService hosts;
    private final HostWatch watch;
    private final HostInventory inventory;
    private final NetworkService networks;
    private final VlanUplinks vlanUplinks;
    private final Reservations reservations;
    private final SecurityGroups securityGroups;
    private final ImageService images;
    private final StoragePoolService pools;
    private final VolumeService volumes;
    private final TrashService trash;
    private final BackupService backups;
    private final Placement placement;
    private final VmService vms;
    private final VmTemplates vmTemplates;
    private final PoolVms poolVms;
    private final VmVerbs verbs;
    private final VmEdits vmEdits;
    private final SnapshotService snapshots;
    private final DiskService disks;
    private final NicService nics;
    private final NetworkAttachments attachments;
    private final CloneService clones;
    private final MigrationService migrations;
    private final DriftService drift;
    private final Adoptions adoptions;
    private final OrphanService orphans;
    private final RunbookFeature runbooks;
    private final OverviewService overview;
    private final TaskService tasks;
    private final Policies policies;
    private final PolicyGuard policyGuard;
    private final TaskControl taskControl;
    private final AuditLog auditLog;
    private final Webhooks webhooks;
    private final Planner planner;
    private final SearchService search;
    private final PoolHistory poolHistory;
    private final ConsoleService consoles;
    private final TaskRunner runner;
    private final Housekeeping housekeeping;

    private Kloigos(
            KloigosConfig config,
            @Nullable EmbeddedMariaDb embedded,
            Database database,
            Hypervisors hypervisors,
            Clock clock) {
        this.embedded = embedded;
        this.database = database;
        this.hypervisors = hypervisors;
        UUID instanceId = UUID.randomUUID();
        Changes changes = new Changes(database, clock);
        TaskCompletions completions = new TaskCompletions(database, answers);
        events = new EventService(database, clock);
        policies = new Policies(database, changes, events, clock);
        policyGuard = new PolicyGuard(database, policies);
        tasks = new TaskService(database, clock, completions, policyGuard, config.tasks());
        projects = new ProjectService(database, changes, events, clock);
        users = new UserService(database, changes, events, clock);
        ownership = new Ownership(database);
        members = new MemberService(database, changes, events, clock);
        tokens = new ApiTokens(database, events, clock);
        logins = new Logins(database, events, clock);
        providerLogins = new ProviderLogins(database, users, logins, events, clock);
        HostRecords records = new HostRecords(database, events, clock);
        watch = new HostWatch(database, tasks, events, records, hypervisors, clock, instanceId, config.watch());
        hosts = new HostService(database, changes, tasks, events, records, watch, hypervisors, clock);
        inventory = new HostInventory(database);
        networks = new NetworkService(database, changes, tasks, events, hosts, clock);
        vlanUplinks = new VlanUplinks(database, changes, events, hosts, clock);
        reservations = new Reservations(database, changes, tasks, events, hosts, inventory, clock);
        securityGroups = new SecurityGroups(database, changes, tasks, events, hosts, reservations, clock);
        images = new ImageService(
                database,
                changes,
                tasks,
                events,
                hosts,
                clock,
                new ImageNeeds(database),
                VolumeService::lock,
                config.storage().privateImageSources(),
                config.storage().imageFetch());
        placement = new Placement(database, config.placement());
        HostSlots slots = new HostSlots(events, clock);
        hostPool = new HostPool(changes, events, hosts, slots, clock);
        TrashDeadlines deadlines = new TrashDeadlines(clock, config.storage().trash());
        vms = new VmService(
                database, changes, tasks, events, hosts, images, placement, reservations, deadlines, slots, clock);
        consoles = new ConsoleService(database, events, hosts, vms, hypervisors, clock);
        servers = new ServerService(database, changes, events, vms::delete, clock, instanceId, policyGuard);
        vmTemplates = new VmTemplates(database, changes, events);
        poolVms = new PoolVms(database, changes, tasks, events, servers, vmTemplates, vms);
        verbs = new VmVerbs(database, changes, tasks);
        vmEdits = new VmEdits(verbs, database, hosts, events);
        snapshots = new SnapshotService(verbs, inventory, database, hosts, events);
        disks = new DiskService(verbs, inventory, images, deadlines, database, hosts, events);
        nics = new NicService(verbs, database, hosts, events, reservations, securityGroups::stepBefore);
        attachments = new NetworkAttachments(networks, verbs, nics);
        clones = new CloneService(database, changes, tasks, hosts, events, clock);
        migrations =
                new MigrationService(verbs, database, hosts, inventory, events, reservations, securityGroups::stepsOn);
        drift = new DriftService(database, changes, tasks, events, hosts, hypervisors, clock);
        adoptions = new Adoptions(database, changes, tasks, events, hosts, inventory, clock);
        orphans = new OrphanService(database, changes, tasks, events, hosts, inventory, images);
        overview = new OverviewService(database);
        hostCommands = new HostCommandService(changes, tasks, events, hosts, config.hostCommands());
        runbooks = new RunbookFeature(
                new RunbookFeature.Records(database, changes, tasks, events, records, clock),
                new RunbookFeature.Parts(
                        hosts, hostCommands, vms, inventory, placement, migrations, snapshots, images, servers),
                (request, stage) -> planner().rehearse(request, stage));
        search = new SearchService(database, runbooks.runbooks());
        poolHistory = new PoolHistory(database, clock);
        VolumeClaimsReader claims = new VolumeClaimsReader(database, images);
        pools = new StoragePoolService(changes, tasks, events, hosts, inventory, claims);
        volumes = new VolumeService(database, changes, tasks, events, hosts, inventory, hypervisors, claims, deadlines);
        trash = new TrashService(database, changes, tasks, events, clock);
        List<TaskHandler<?>> handlers = new ArrayList<>(images.handlers());
        handlers.addAll(networks.handlers());
        handlers.addAll(reservations.handlers());
        handlers.addAll(securityGroups.handlers());
        handlers.addAll(pools.handlers());
        handlers.addAll(volumes.handlers());
        backups = new BackupService(database, changes, tasks, events, hosts, clock);
        handlers.addAll(backups.handlers());
        handlers.addAll(vms.handlers());
        handlers.addAll(vmEdits.handlers());
        handlers.addAll(snapshots.handlers());
        handlers.addAll(disks.handlers());
        handlers.addAll(nics.handlers());
        handlers.addAll(clones.handlers());
        handlers.addAll(migrations.handlers());
        handlers.addAll(poolVms.handlers());
        handlers.addAll(drift.handlers());
        handlers.addAll(adoptions.handlers());
        handlers.addAll(orphans.handlers());
        handlers.addAll(runbooks.handlers());
        handlers.addAll(hostCommands.handlers());
        handlers.addAll(watch.handlers());
        Stages stages = new Stages(
                hosts,
                watch,
                hypervisors,
                id -> vms.get(id).domainName(),
                id -> vms.get(id).observed());
        planner = new Planner(handlers, stages::rehearsal);
        runner = new TaskRunner(database, clock, instanceId, completions, planner, stages.real());
        taskControl = new TaskControl(
                database, clock, tasks, completions, planner, events, policyGuard, users, config.tasks());
        webhooks = new Webhooks(database, changes, events, clock, config.privateWebhooks());
        auditLog = new AuditLog(database, events, clock, webhooks);
        housekeeping = new Housekeeping(
                changes,
                List.of(
                        servers::releaseExpired,
                        poolHistory::keep,
                        trash::empty,
                        runbooks.schedules()::fireDue,
                        consoles::keep,
                        logins::prune,
                        taskControl::tidy,
                        auditLog::seal,
                        auditLog::prune,
                        webhooks::send,
                        webhooks::prune));
        events.start();
        servers.start();
        watch.start(embedded != null);
        runner.start();
        housekeeping.start();
    }

    /**
     * Opens an engine; blocks until its database is there and its schema up to date. The engine closes the hypervisors
     * with itself.
     */
    public static Kloigos open(KloigosConfig config, Hypervisors hypervisors) {
        return open(config, hypervisors, Clock.systemUTC());
    }

    /** The same with a clock of the caller's. */
    public static Kloigos open(KloigosConfig config, Hypervisors hypervisors, Clock clock) {
        if (config.database() instanceof DatabaseConfig.Embedded local) {
            EmbeddedMariaDb embedded = EmbeddedMariaDb.start(local.folder());
            try {
                return new Kloigos(config, embedded, Database.open(embedded.access()), hypervisors, clock);
            } catch (RuntimeException e) {
                embedded.close();
                throw e;
            }
        }
        return new Kloigos(config, null, Database.open((DatabaseConfig.Server) config.database()), hypervisors, clock);
    }

    /** Projects and their quotas. */
    public ProjectService projects() {
        return projects;
    }

    /** Who may do what in projects. */
    public MemberService members() {
        return members;
    }

    /** To which projects things belong. */
    public Ownership ownership() {
        return ownership;
    }

    /** The command lines that the operator allows on hosts. */
    public HostCommandService hostCommands() {
        return hostCommands;
    }

    public UserService users() {
        return users;
    }

    /** Tokens of users. */
    public ApiTokens tokens() {
        return tokens;
    }

    /** Sessions of users. */
    public Logins logins() {
        return logins;
    }

    /** Sessions of users whom an identity provider tells of. */
    public ProviderLogins providerLogins() {
        return providerLogins;
    }

    public ServerService servers() {
        return servers;
    }

    /** Hosts as servers of the pool. */
    public HostPool hostPool() {
        return hostPool;
    }

    public HostService hosts() {
        return hosts;
    }

    /** How hosts are watched: who is connected, figures, counts. */
    public HostWatch watch() {
        return watch;
    }

    /** What hosts have, as last reported. */
    public HostInventory inventory() {
        return inventory;
    }

    public NetworkService networks() {
        return networks;
    }

    /** The hosts on which VLAN bridges may be made. */
    public VlanUplinks vlanUplinks() {
        return vlanUplinks;
    }

    /** The addresses that networks keep for VMs. */
    public Reservations reservations() {
        return reservations;
    }

    /** What VMs may be reached for, and may reach. */
    public SecurityGroups securityGroups() {
        return securityGroups;
    }

    public ImageService images() {
        return images;
    }

    /** Which host would take a VM. */
    public Placement placement() {
        return placement;
    }

    /** The storage pools of hosts. */
    public StoragePoolService pools() {
        return pools;
    }

    /** The volumes in them. */
    public VolumeService volumes() {
        return volumes;
    }

    /** Backups of VMs. */
    public BackupService backups() {
        return backups;
    }

    /** Volumes that were deleted and can be brought back. */
    public TrashService trash() {
        return trash;
    }

    /** What VMs for the pool are made from. */
    public VmTemplates vmTemplates() {
        return vmTemplates;
    }

    /** Claims that make a VM where no server is left. */
    public PoolVms poolVms() {
        return poolVms;
    }

    public VmService vms() {
        return vms;
    }

    /** What changes of single VMs have in common. */
    public VmVerbs vmVerbs() {
        return verbs;
    }

    /** Changes of what VMs are: size, name, labels. */
    public VmEdits vmEdits() {
        return vmEdits;
    }

    public SnapshotService snapshots() {
        return snapshots;
    }

    /** Disks and CD-ROMs of VMs. */
    public DiskService disks() {
        return disks;
    }

    /** Network interfaces of VMs. */
    /** VMs put on networks and taken off them. */
    public NetworkAttachments attachments() {
        return attachments;
    }

    public NicService nics() {
        return nics;
    }

    /** Moves of VMs from host to host. */
    public CloneService clones() {
        return clones;
    }

    public MigrationService migrations() {
        return migrations;
    }

    /** Where hosts and the CMDB differ. */
    public DriftService drift() {
        return drift;
    }

    /** Taking what hosts have into the CMDB. */
    public Adoptions adoptions() {
        return adoptions;
    }

    /** What on hosts nobody uses. */
    public OrphanService orphans() {
        return orphans;
    }

    /** What there is altogether, in figures. */
    public OverviewService overview() {
        return overview;
    }

    /** Work that is done again and again. */
    public RunbookService runbooks() {
        return runbooks.runbooks();
    }

    /** When it is done by itself. */
    public Schedules schedules() {
        return runbooks.schedules();
    }

    public TaskService tasks() {
        return tasks;
    }

    /** Approving, rejecting, calling off and repeating tasks. */
    public TaskControl taskControl() {
        return taskControl;
    }

    /** The timeline as a record that can be relied on. */
    public AuditLog auditLog() {
        return auditLog;
    }

    /** Who is told of events. */
    public Webhooks webhooks() {
        return webhooks;
    }

    /** Rules for what may be done. */
    public Policies policies() {
        return policies;
    }

    /** What the rules say to something. */
    public PolicyGuard policyGuard() {
        return policyGuard;
    }

    /** What changes would do on hosts. */
    public Planner planner() {
        return planner;
    }

    public ConsoleService consoles() {
        return consoles;
    }

    public PoolHistory poolHistory() {
        return poolHistory;
    }

    public SearchService search() {
        return search;
    }

    public EventService events() {
        return events;
    }

    /** The database server that this engine started, for people; empty when it uses someone else's. */
    public Optional<String> startedDatabase() {
        return Optional.ofNullable(embedded).map(EmbeddedMariaDb::description);
    }

    /** Whether the database answers now. */
    public boolean isDatabaseAlive() {
        return database.isAlive();
    }

    @Override
    public void close() {
        housekeeping.close();
        webhooks.close();
        servers.close();
        runner.close();
        watch.close();
        events.close();
        hypervisors.close();
        answers.shutdown();
        database.close();
        if (embedded != null) {
            embedded.close();
        }
    }
}
