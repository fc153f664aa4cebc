package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.Caller;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.task.Pending;
import io.kloigos.core.user.Role;
import io.kloigos.core.user.TokenRequest;
import io.kloigos.core.user.User;
import io.kloigos.core.user.UserRequest;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRequest;
import io.kloigos.http.event.EventStreams;
import io.kloigos.http.health.Readiness;
import io.kloigos.http.image.ImageFolder;
import io.kloigos.http.json.WireJson;
import io.kloigos.http.metrics.Metrics;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.Public;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.task.BlockingCalls;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.glassfish.jersey.process.Inflector;
import org.glassfish.jersey.server.ExtendedResourceContext;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.glassfish.jersey.server.spi.AbstractContainerLifecycleListener;
import org.glassfish.jersey.server.spi.Container;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Every route that the server has, called by everyone: who is let through to it, and what others are told. */
class RolesIT {
    private static final Caller ANN = Caller.of("ann");
    private static final int LET_THROUGH = 299;

    /** The least role for each permission; one that is not in here is looked at by nobody, and fails the build. */
    private static final Map<String, Role> LEAST = Map.ofEntries(
            Map.entry("POOL_READ", Role.VIEWER),
            Map.entry("POOL_CLAIM", Role.OPERATOR),
            Map.entry("POOL_MANAGE", Role.ADMIN),
            Map.entry("HOST_READ", Role.VIEWER),
            Map.entry("HOST_MANAGE", Role.ADMIN),
            Map.entry("VM_READ", Role.VIEWER),
            Map.entry("VM_OPERATE", Role.OPERATOR),
            Map.entry("VM_MANAGE", Role.OPERATOR),
            Map.entry("IMAGE_READ", Role.VIEWER),
            Map.entry("IMAGE_MANAGE", Role.OPERATOR),
            Map.entry("TASK_READ", Role.VIEWER),
            Map.entry("TASK_OPERATE", Role.OPERATOR),
            Map.entry("TASK_APPROVE", Role.ADMIN),
            Map.entry("EVENT_READ", Role.VIEWER),
            Map.entry("EVENT_MANAGE", Role.ADMIN),
            Map.entry("AUDIT_READ", Role.VIEWER),
            Map.entry("METRICS_READ", Role.VIEWER),
            Map.entry("STORAGE_MANAGE", Role.OPERATOR),
            Map.entry("NETWORK_READ", Role.VIEWER),
            Map.entry("NETWORK_MANAGE", Role.OPERATOR),
            Map.entry("POLICY_READ", Role.VIEWER),
            Map.entry("POLICY_MANAGE", Role.ADMIN),
            Map.entry("WEBHOOK_READ", Role.VIEWER),
            Map.entry("WEBHOOK_MANAGE", Role.ADMIN),
            Map.entry("PROJECT_READ", Role.VIEWER),
            Map.entry("PROJECT_MANAGE", Role.ADMIN),
            Map.entry("MEMBER_MANAGE", Role.ADMIN),
            Map.entry("USER_MANAGE", Role.ADMIN),
            Map.entry("RUNBOOK_READ", Role.VIEWER),
            Map.entry("RUNBOOK_RUN", Role.ADMIN),
            Map.entry("RUNBOOK_MANAGE", Role.ADMIN),
            Map.entry("SYSTEM_READ", Role.VIEWER),
            Map.entry("ACCOUNT", Role.VIEWER));

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Route> routes = new ArrayList<>();
    private Kloigos engine;
    private Vm vm;
    private UUID task;

    private record Route(String verb, String path, Method method) {
        boolean isPublic() {
            return method.isAnnotationPresent(Public.class);
        }

        RequiresPermission rule() {
            return method.getAnnotation(RequiresPermission.class);
        }
    }

    /** One who calls, who is in at most one project. */
    private record Someone(
            String name,
            @Nullable Role role,
            @Nullable String project,
            @Nullable Role inProject) {}

    @Test
    void everyoneIsLetThroughToWhatTheirRoleAllowsAndToNothingElse(@TempDir Path images) throws Exception {
        engine = Kloigos.open(new KloigosConfig(mariaDb.database(), WatchSettings.defaults()), hypervisors);
        try (BlockingCalls calls = new BlockingCalls();
                EventStreams streams = new EventStreams(engine.events());
                KloigosServer server = serve(new EngineBinder(engine, new ImageFolder(images), calls, streams))) {
            fill();
            assertThat(LEAST.keySet())
                    .containsAll(
                            Arrays.stream(Permission.values()).map(Enum::name).toList());
            assertThat(routes).hasSizeGreaterThan(100);
            List<Someone> everyone = new ArrayList<>(List.of(new Someone("nobody", null, null, null)));
            for (Role role : Role.values()) {
                everyone.add(new Someone("all-" + role.word(), role, null, null));
                everyone.add(new Someone("own-" + role.word(), null, "team-a", role));
                everyone.add(new Someone("other-" + role.word(), null, "team-b", role));
            }
            List<String> wrong = new ArrayList<>();
            for (Someone someone : everyone) {
                String token = token(someone);
                for (Route route : routes) {
                    compare(server, route, someone.name(), token, expected(route, someone), wrong);
                }
            }
            for (Route route : routes) {
                compare(server, route, "a stranger", "", route.isPublic() ? LET_THROUGH : 401, wrong);
            }
            assertThat(wrong).isEmpty();
        } finally {
            engine.close();
        }
    }

    private static int expected(Route route, Someone someone) {
        if (route.isPublic() || route.rule().over() == Over.ACCOUNT) {
            return LET_THROUGH;
        }
        Role least = LEAST.get(route.rule().value().name());
        if (isAtLeast(someone.role(), least)) {
            return LET_THROUGH;
        }
        boolean allowed = isAtLeast(someone.inProject(), least);
        return switch (route.rule().over()) {
            case EVERYTHING, ACCOUNT -> 403;
            case OWN, SHARED -> allowed ? LET_THROUGH : 403;
            case VM, TASK, PROJECT -> !"team-a".equals(someone.project()) ? 404 : allowed ? LET_THROUGH : 403;
        };
    }

    private static boolean isAtLeast(@Nullable Role role, Role least) {
        return role != null && role.compareTo(least) >= 0;
    }

    private void compare(KloigosServer server, Route route, String name, String token, int expected, List<String> wrong)
            throws Exception {
        int status = call(server, route, token);
        if (status != expected) {
            wrong.add(name + ": " + route.verb() + " " + route.path() + " answered " + status + ", not " + expected);
        }
    }

    private int call(KloigosServer server, Route route, String token) throws Exception {
        String path = route.path()
                .replace("{vm_id}", vm.vmId().toString())
                .replace("{task_id}", task.toString())
                .replace("{project_id}", "team-a")
                .replaceAll("\\{page:[^/]*", "")
                .replaceAll("\\{[a-z_]+_id}", UUID.randomUUID().toString())
                .replaceAll("\\{[^}]*}", "x");
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + (path.startsWith("/") ? path : "/" + path)))
                .method(
                        route.verb(),
                        route.verb().equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}"));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        request.header("Content-Type", contentType(route));
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    /** One that the route takes: a body of another type is refused before anybody asks who sends it. */
    private static String contentType(Route route) {
        jakarta.ws.rs.Consumes own = route.method().getAnnotation(jakarta.ws.rs.Consumes.class);
        jakarta.ws.rs.Consumes all = route.method().getDeclaringClass().getAnnotation(jakarta.ws.rs.Consumes.class);
        return own != null ? own.value()[0] : all != null ? all.value()[0] : "application/json";
    }

    private String token(Someone someone) {
        UserRequest request = new UserRequest(someone.name(), "", User.Kind.SERVICE, someone.role(), null);
        User user = engine.users().create(ANN, request);
        if (someone.project() != null) {
            engine.members().add(ANN, someone.project(), user.name(), someone.inProject());
        }
        return engine.tokens()
                .create(ANN, user.userId(), new TokenRequest("t", null, null, null))
                .secret()
                .text();
    }

    private void fill() throws Exception {
        engine.users().create(ANN, new UserRequest("root", "", User.Kind.PERSON, Role.ADMIN, "correct horse battery"));
        engine.projects().create(ANN, "team-a", "Team A", "");
        engine.projects().create(ANN, "team-b", "Team B", "");
        hypervisors
                .host("10.0.0.1")
                .createVolume(new VolumeSpec("default", "b.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
        engine.hosts()
                .register(
                        ANN,
                        new HostRegistration(
                                "h1",
                                "h1",
                                "10.0.0.1",
                                22,
                                "kloigos",
                                HostRegistration.SYSTEM_URI,
                                0,
                                0,
                                null,
                                true,
                                List.of(),
                                null));
        Pending<Vm> made = engine.vms()
                .provision(
                        ANN,
                        new VmRequest(
                                "h1", "web-01", 1, 64, "b.qcow2", "default", 1, List.of(), null, Map.of(), "team-a",
                                false));
        vm = made.result().get(30, TimeUnit.SECONDS);
        task = made.taskId();
    }

    private KloigosServer serve(EngineBinder binder) throws Exception {
        HttpServerConfig config = HttpServerConfig.loopback(0);
        ResourceConfig application =
                KloigosApplication.create(config, WireJson.mapper(), Metrics.registry(), new Readiness(List.of()));
        KloigosApplication.engineResources().forEach(application::register);
        application.register(binder);
        application.register(new Collector());
        application.register(new Stop());
        return KloigosServer.start(config, application, WireJson.mapper());
    }

    /** Answers for the resource methods: what is asked for here is who gets that far. */
    @Priority(Priorities.AUTHORIZATION + 1)
    private static final class Stop implements ContainerRequestFilter {
        @Override
        public void filter(ContainerRequestContext request) {
            request.abortWith(Response.status(LET_THROUGH).build());
        }
    }

    private final class Collector extends AbstractContainerLifecycleListener {
        @Override
        public void onStartup(Container container) {
            ExtendedResourceContext context =
                    container.getApplicationHandler().getInjectionManager().getInstance(ExtendedResourceContext.class);
            context.getResourceModel().getResources().forEach(resource -> collect("", resource));
        }

        private void collect(String prefix, Resource resource) {
            String path = (prefix + "/" + (resource.getPath() == null ? "" : resource.getPath())).replaceAll("/+", "/");
            for (ResourceMethod method : resource.getResourceMethods()) {
                Method handler = method.getInvocable().getHandlingMethod();
                if (!Inflector.class.isAssignableFrom(handler.getDeclaringClass())) {
                    routes.add(new Route(method.getHttpMethod(), path, handler));
                }
            }
            resource.getChildResources().forEach(child -> collect(path, child));
        }
    }
}
