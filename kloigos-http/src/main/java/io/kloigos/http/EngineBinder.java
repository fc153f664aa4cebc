package io.kloigos.http;

import io.kloigos.core.Kloigos;
import io.kloigos.core.audit.AuditLog;
import io.kloigos.core.backup.BackupService;
import io.kloigos.core.console.ConsoleService;
import io.kloigos.core.drift.Adoptions;
import io.kloigos.core.drift.DriftService;
import io.kloigos.core.drift.OrphanService;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.network.NetworkService;
import io.kloigos.core.network.Reservations;
import io.kloigos.core.network.VlanUplinks;
import io.kloigos.core.observation.HostInventory;
import io.kloigos.core.observation.HostWatch;
import io.kloigos.core.overview.OverviewService;
import io.kloigos.core.policy.Policies;
import io.kloigos.core.policy.PolicyGuard;
import io.kloigos.core.project.MemberService;
import io.kloigos.core.project.Ownership;
import io.kloigos.core.project.ProjectService;
import io.kloigos.core.runbook.RunbookService;
import io.kloigos.core.runbook.Schedules;
import io.kloigos.core.search.SearchService;
import io.kloigos.core.securitygroup.SecurityGroups;
import io.kloigos.core.server.HostPool;
import io.kloigos.core.server.PoolHistory;
import io.kloigos.core.server.ServerService;
import io.kloigos.core.server.vm.PoolVms;
import io.kloigos.core.server.vm.VmTemplates;
import io.kloigos.core.storage.StoragePoolService;
import io.kloigos.core.storage.TrashService;
import io.kloigos.core.storage.VolumeService;
import io.kloigos.core.task.Planner;
import io.kloigos.core.task.TaskControl;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.user.ApiTokens;
import io.kloigos.core.user.Logins;
import io.kloigos.core.user.ProviderLogins;
import io.kloigos.core.user.UserService;
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
import io.kloigos.http.event.EventStreams;
import io.kloigos.http.host.LiveAnswers;
import io.kloigos.http.image.ImageFolder;
import io.kloigos.http.security.Authentication;
import io.kloigos.http.security.Credentials;
import io.kloigos.http.security.UserAuthentication;
import io.kloigos.http.storage.VolumeList;
import io.kloigos.http.system.LiveRoutes;
import io.kloigos.http.system.SystemChecks;
import io.kloigos.http.task.BlockingCalls;
import io.kloigos.http.task.TaskAnswer;
import io.kloigos.http.user.oidc.OidcProvider;
import io.kloigos.http.vm.VmOnHost;
import jakarta.inject.Singleton;
import org.glassfish.hk2.utilities.binding.AbstractBinder;

/** Lets resources ask for the engine's services. */
final class EngineBinder extends AbstractBinder {
    private final Kloigos engine;
    private final ImageFolder images;
    private final BlockingCalls calls;
    private final EventStreams streams;

    EngineBinder(Kloigos engine, ImageFolder images, BlockingCalls calls, EventStreams streams) {
        this.engine = engine;
        this.streams = streams;
        this.images = images;
        this.calls = calls;
    }

    @Override
    protected void configure() {
        bind(engine.servers()).to(ServerService.class);
        bind(engine.users()).to(UserService.class);
        bind(engine.tokens()).to(ApiTokens.class);
        bind(engine.logins()).to(Logins.class);
        bind(engine.providerLogins()).to(ProviderLogins.class);
        bind(OidcProvider.class).to(OidcProvider.class).in(Singleton.class);
        bind(engine.members()).to(MemberService.class);
        bind(engine.ownership()).to(Ownership.class);
        bind(Credentials.class).to(Credentials.class).in(Singleton.class);
        bind(UserAuthentication.class)
                .to(Authentication.class)
                .in(Singleton.class)
                .ranked(1);
        bind(engine.projects()).to(ProjectService.class);
        bind(engine.hostPool()).to(HostPool.class);
        bind(engine.hosts()).to(HostService.class);
        bind(engine.watch()).to(HostWatch.class);
        bind(engine.inventory()).to(HostInventory.class);
        bind(engine.drift()).to(DriftService.class);
        bind(engine.adoptions()).to(Adoptions.class);
        bind(engine.orphans()).to(OrphanService.class);
        bind(engine.placement()).to(Placement.class);
        bind(engine.vmTemplates()).to(VmTemplates.class);
        bind(engine.poolVms()).to(PoolVms.class);
        bind(engine.vms()).to(VmService.class);
        bind(engine.networks()).to(NetworkService.class);
        bind(engine.securityGroups()).to(SecurityGroups.class);
        bind(engine.vlanUplinks()).to(VlanUplinks.class);
        bind(engine.reservations()).to(Reservations.class);
        bind(engine.vmVerbs()).to(VmVerbs.class);
        bind(engine.vmEdits()).to(VmEdits.class);
        bind(engine.snapshots()).to(SnapshotService.class);
        bind(engine.disks()).to(DiskService.class);
        bind(engine.nics()).to(NicService.class);
        bind(engine.attachments()).to(NetworkAttachments.class);
        bind(engine.clones()).to(CloneService.class);
        bind(engine.migrations()).to(MigrationService.class);
        bind(VmOnHost.class).to(VmOnHost.class).in(Singleton.class);
        bind(engine.images()).to(ImageService.class);
        bind(engine.pools()).to(StoragePoolService.class);
        bind(engine.volumes()).to(VolumeService.class);
        bind(engine.backups()).to(BackupService.class);
        bind(engine.trash()).to(TrashService.class);
        bind(VolumeList.class).to(VolumeList.class).in(Singleton.class);
        bind(engine.runbooks()).to(RunbookService.class);
        bind(engine.schedules()).to(Schedules.class);
        bind(engine.overview()).to(OverviewService.class);
        bind(LiveRoutes.class).to(LiveRoutes.class).in(Singleton.class);
        bind(SystemChecks.class).to(SystemChecks.class).in(Singleton.class);
        bind(engine.tasks()).to(TaskService.class);
        bind(engine.taskControl()).to(TaskControl.class);
        bind(engine.auditLog()).to(AuditLog.class);
        bind(engine.webhooks()).to(Webhooks.class);
        bind(engine.policies()).to(Policies.class);
        bind(engine.policyGuard()).to(PolicyGuard.class);
        bind(engine.planner()).to(Planner.class);
        bind(engine.consoles()).to(ConsoleService.class);
        bind(engine.poolHistory()).to(PoolHistory.class);
        bind(engine.search()).to(SearchService.class);
        bind(engine.events()).to(EventService.class);
        bind(images).to(ImageFolder.class);
        bind(calls).to(BlockingCalls.class);
        bind(streams).to(EventStreams.class);
        bind(LiveAnswers.class).to(LiveAnswers.class).in(Singleton.class);
        bind(TaskAnswer.class).to(TaskAnswer.class).in(Singleton.class);
    }
}
