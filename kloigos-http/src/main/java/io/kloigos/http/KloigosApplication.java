package io.kloigos.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.http.asset.Assets;
import io.kloigos.http.asset.AssetsResource;
import io.kloigos.http.audit.AuditResource;
import io.kloigos.http.backup.BackupsResource;
import io.kloigos.http.backup.VmBackupResource;
import io.kloigos.http.backup.VmBackupsResource;
import io.kloigos.http.console.ConsoleAddresses;
import io.kloigos.http.console.ConsoleSessionsResource;
import io.kloigos.http.console.VmConsoleResource;
import io.kloigos.http.docs.DocsResource;
import io.kloigos.http.docs.OpenApiDocument;
import io.kloigos.http.drift.DriftResource;
import io.kloigos.http.drift.OrphansResource;
import io.kloigos.http.event.EventCountsResource;
import io.kloigos.http.event.EventStreamResource;
import io.kloigos.http.event.EventsResource;
import io.kloigos.http.event.RetentionResource;
import io.kloigos.http.figures.HostFiguresResource;
import io.kloigos.http.figures.VmFiguresResource;
import io.kloigos.http.health.HealthResource;
import io.kloigos.http.health.Readiness;
import io.kloigos.http.host.AgentResource;
import io.kloigos.http.host.HostInventoryResource;
import io.kloigos.http.host.HostLooksResource;
import io.kloigos.http.host.HostsResource;
import io.kloigos.http.image.HostImagesResource;
import io.kloigos.http.image.ImagesResource;
import io.kloigos.http.inventory.InventoryResource;
import io.kloigos.http.json.BodyLimit;
import io.kloigos.http.json.JsonBodies;
import io.kloigos.http.live.LiveInventoryResource;
import io.kloigos.http.metrics.MetricsResource;
import io.kloigos.http.metrics.RequestTimer;
import io.kloigos.http.network.AddressesResource;
import io.kloigos.http.network.NetworkAttachmentsResource;
import io.kloigos.http.network.NetworksResource;
import io.kloigos.http.network.VlanUplinkResource;
import io.kloigos.http.plan.DryRunMapper;
import io.kloigos.http.policy.PoliciesResource;
import io.kloigos.http.problem.JsonExceptionMapper;
import io.kloigos.http.problem.KloigosExceptionMapper;
import io.kloigos.http.problem.ThrowableMapper;
import io.kloigos.http.problem.WebApplicationExceptionMapper;
import io.kloigos.http.project.MembersResource;
import io.kloigos.http.project.ProjectsResource;
import io.kloigos.http.runbook.RunbooksResource;
import io.kloigos.http.runbook.SchedulesResource;
import io.kloigos.http.runbook.TemplatesResource;
import io.kloigos.http.security.Authentication;
import io.kloigos.http.security.Callers;
import io.kloigos.http.security.CrossSiteFilter;
import io.kloigos.http.security.HostHeaderFilter;
import io.kloigos.http.security.HostNames;
import io.kloigos.http.security.PermissionFeature;
import io.kloigos.http.security.SecurityHeaders;
import io.kloigos.http.securitygroup.SecurityGroupsResource;
import io.kloigos.http.securitygroup.VmSecurityGroupsResource;
import io.kloigos.http.server.HostPoolResource;
import io.kloigos.http.server.PoolHistoryResource;
import io.kloigos.http.server.PoolResource;
import io.kloigos.http.server.ServerImportResource;
import io.kloigos.http.server.ServersResource;
import io.kloigos.http.server.vm.VmTemplatesResource;
import io.kloigos.http.storage.StoragePoolsResource;
import io.kloigos.http.storage.TrashResource;
import io.kloigos.http.storage.VolumeContentResource;
import io.kloigos.http.storage.VolumesResource;
import io.kloigos.http.system.OverviewResource;
import io.kloigos.http.system.SystemResource;
import io.kloigos.http.task.PendingTasksResource;
import io.kloigos.http.task.TaskControlResource;
import io.kloigos.http.task.TasksResource;
import io.kloigos.http.user.LoginPageResource;
import io.kloigos.http.user.LoginResource;
import io.kloigos.http.user.LogoutResource;
import io.kloigos.http.user.MeResource;
import io.kloigos.http.user.TokensResource;
import io.kloigos.http.user.UsersResource;
import io.kloigos.http.user.oidc.OidcLoginResource;
import io.kloigos.http.vm.HostVmsResource;
import io.kloigos.http.vm.ImportVmResource;
import io.kloigos.http.vm.PlacementResource;
import io.kloigos.http.vm.VmEditsResource;
import io.kloigos.http.vm.VmsResource;
import io.kloigos.http.vm.clone.CloneResource;
import io.kloigos.http.vm.disk.AttachmentsResource;
import io.kloigos.http.vm.disk.CdromResource;
import io.kloigos.http.vm.disk.DeployResource;
import io.kloigos.http.vm.disk.DisksResource;
import io.kloigos.http.vm.migration.MigrateResource;
import io.kloigos.http.vm.nic.InterfacesResource;
import io.kloigos.http.vm.snapshot.SnapshotsResource;
import io.kloigos.http.web.PageFrames;
import io.kloigos.http.web.PageWriter;
import io.kloigos.http.web.ProblemPages;
import io.kloigos.http.web.audit.AuditPage;
import io.kloigos.http.web.backup.BackupsPage;
import io.kloigos.http.web.console.ConsolePages;
import io.kloigos.http.web.dashboard.DashboardPage;
import io.kloigos.http.web.drift.DriftPages;
import io.kloigos.http.web.drift.OrphanPages;
import io.kloigos.http.web.event.EventsPage;
import io.kloigos.http.web.host.HostPages;
import io.kloigos.http.web.image.ImagePages;
import io.kloigos.http.web.network.NetworkPages;
import io.kloigos.http.web.policy.PolicyPages;
import io.kloigos.http.web.project.ProjectPages;
import io.kloigos.http.web.runbook.RunbookPages;
import io.kloigos.http.web.runbook.SchedulePages;
import io.kloigos.http.web.search.SearchPage;
import io.kloigos.http.web.securitygroup.SecurityGroupPages;
import io.kloigos.http.web.server.ServerPages;
import io.kloigos.http.web.server.VmTemplatePages;
import io.kloigos.http.web.storage.StoragePages;
import io.kloigos.http.web.system.SystemPage;
import io.kloigos.http.web.task.TaskPages;
import io.kloigos.http.web.user.AccountPage;
import io.kloigos.http.web.user.UserPages;
import io.kloigos.http.web.vm.VmPages;
import io.kloigos.http.web.webhook.WebhookPages;
import io.kloigos.http.webhook.WebhooksResource;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Singleton;
import java.util.Set;
import org.glassfish.hk2.utilities.binding.AbstractBinder;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;

/** The JAX-RS application: filters, mappers, body readers, and the resources that need no service. */
public final class KloigosApplication {
    private KloigosApplication() {}

    /** An application to which the caller adds its resources. */
    public static ResourceConfig create(
            HttpServerConfig config, ObjectMapper mapper, PrometheusMeterRegistry metrics, Readiness readiness) {
        ResourceConfig application = new ResourceConfig();
        quicken(application);
        protect(application, config);
        application.register(new RequestTimer(metrics));
        application.registerClasses(JsonBodies.class, PageWriter.class, ProblemPages.class, PageFrames.class);
        application.registerClasses(
                KloigosExceptionMapper.class,
                JsonExceptionMapper.class,
                WebApplicationExceptionMapper.class,
                ThrowableMapper.class);
        application.registerClasses(
                HealthResource.class, DocsResource.class, AssetsResource.class, MetricsResource.class);
        application.register(new Parts(config, mapper, metrics, readiness));
        return application;
    }

    /** The resources that stand on the engine's services. */
    public static Set<Class<?>> engineResources() {
        return Set.of(
                DryRunMapper.class,
                PoolResource.class,
                ServersResource.class,
                HostPoolResource.class,
                VmTemplatesResource.class,
                ServerImportResource.class,
                InventoryResource.class,
                LoginResource.class,
                LogoutResource.class,
                LoginPageResource.class,
                OidcLoginResource.class,
                MeResource.class,
                UsersResource.class,
                TokensResource.class,
                MembersResource.class,
                ProjectsResource.class,
                HostsResource.class,
                HostLooksResource.class,
                AgentResource.class,
                HostInventoryResource.class,
                LiveInventoryResource.class,
                HostFiguresResource.class,
                VmFiguresResource.class,
                HostVmsResource.class,
                HostImagesResource.class,
                StoragePoolsResource.class,
                VolumesResource.class,
                VolumeContentResource.class,
                TrashResource.class,
                VmBackupResource.class,
                VmBackupsResource.class,
                BackupsResource.class,
                VmsResource.class,
                PlacementResource.class,
                ImportVmResource.class,
                NetworksResource.class,
                VlanUplinkResource.class,
                AddressesResource.class,
                NetworkAttachmentsResource.class,
                SecurityGroupsResource.class,
                VmSecurityGroupsResource.class,
                VmEditsResource.class,
                SnapshotsResource.class,
                DisksResource.class,
                CdromResource.class,
                DeployResource.class,
                AttachmentsResource.class,
                InterfacesResource.class,
                CloneResource.class,
                MigrateResource.class,
                DriftResource.class,
                OrphansResource.class,
                ImagesResource.class,
                TasksResource.class,
                PendingTasksResource.class,
                RunbooksResource.class,
                TemplatesResource.class,
                SchedulesResource.class,
                OverviewResource.class,
                SystemResource.class,
                TaskControlResource.class,
                PoliciesResource.class,
                RetentionResource.class,
                AuditResource.class,
                WebhooksResource.class,
                EventsResource.class,
                EventStreamResource.class,
                EventCountsResource.class,
                PoolHistoryResource.class,
                DashboardPage.class,
                VmPages.class,
                VmConsoleResource.class,
                ConsoleSessionsResource.class,
                ConsolePages.class,
                HostPages.class,
                NetworkPages.class,
                ImagePages.class,
                StoragePages.class,
                TaskPages.class,
                EventsPage.class,
                ServerPages.class,
                DriftPages.class,
                SearchPage.class,
                ProjectPages.class,
                PolicyPages.class,
                UserPages.class,
                AccountPage.class,
                WebhookPages.class,
                SecurityGroupPages.class,
                BackupsPage.class,
                VmTemplatePages.class,
                OrphanPages.class,
                AuditPage.class,
                RunbookPages.class,
                SchedulePages.class,
                SystemPage.class);
    }

    private static void protect(ResourceConfig application, HttpServerConfig config) {
        application.register(new HostHeaderFilter(HostNames.of(config)));
        application.register(new CrossSiteFilter());
        application.register(new BodyLimit(config.maxBodyBytes()));
        application.register(new SecurityHeaders());
        application.register(PermissionFeature.class);
    }

    /** Leaves out what we do not use and what Jersey would look for at every start. */
    private static void quicken(ResourceConfig application) {
        application.property(ServerProperties.WADL_FEATURE_DISABLE, true);
        application.property(ServerProperties.METAINF_SERVICES_LOOKUP_DISABLE, true);
        application.property(ServerProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
        application.property(ServerProperties.BV_FEATURE_DISABLE, true);
        application.property(ServerProperties.MONITORING_ENABLED, false);
        application.property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true);
        application.property(ServerProperties.PROCESSING_RESPONSE_ERRORS_ENABLED, true);
        application.property(ServerProperties.LOCATION_HEADER_RELATIVE_URI_RESOLUTION_DISABLED, true);
    }

    /** What resources and providers may ask for. */
    private static final class Parts extends AbstractBinder {
        private final HttpServerConfig config;
        private final ObjectMapper mapper;
        private final PrometheusMeterRegistry metrics;
        private final Readiness readiness;

        Parts(HttpServerConfig config, ObjectMapper mapper, PrometheusMeterRegistry metrics, Readiness readiness) {
            this.readiness = readiness;
            this.config = config;
            this.mapper = mapper;
            this.metrics = metrics;
        }

        @Override
        protected void configure() {
            bind(config).to(HttpServerConfig.class);
            bind(ConsoleAddresses.of(config.basePath(), System.getenv())).to(ConsoleAddresses.class);
            bind(readiness).to(Readiness.class);
            bind(mapper).to(ObjectMapper.class);
            bind(metrics).to(PrometheusMeterRegistry.class);
            bind(Authentication.localOperator()).to(Authentication.class);
            bind(Assets.class).to(Assets.class).in(Singleton.class);
            bind(OpenApiDocument.class).to(OpenApiDocument.class).in(Singleton.class);
            bind(Callers.class).to(ValueParamProvider.class).in(Singleton.class);
        }
    }
}
