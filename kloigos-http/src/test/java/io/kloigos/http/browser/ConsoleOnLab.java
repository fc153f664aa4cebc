package io.kloigos.http.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import io.kloigos.core.Caller;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.storage.StorageSettings;
import io.kloigos.core.user.Role;
import io.kloigos.core.user.TokenRequest;
import io.kloigos.core.user.User;
import io.kloigos.core.user.UserRequest;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.http.HttpServerConfig;
import io.kloigos.http.KloigosServices;
import io.kloigos.http.connection.TrustedProxies;
import io.kloigos.http.image.ImageFolder;
import io.kloigos.ssh.Lab;
import io.kloigos.ssh.SshHypervisors;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server below {@code /kvm} with the lab's hosts and the guest's image, and an administrator who has logged in; one for all
 * tests of a class.
 */
final class ConsoleOnLab implements BeforeAllCallback, AfterAllCallback {
    static final String BASE_PATH = "/kvm";
    static final String VIRSH = "virsh -q -c qemu:///system ";
    static final String IMAGE = "guest";
    private static final Caller TEST = Caller.of("test");
    static final String NAME = "ada";
    static final String PASSWORD = "correct horse battery";

    private final int registered;
    private final MariaDbExtension mariaDb = new MariaDbExtension();
    private final HttpClient client = HttpClient.newHttpClient();
    private Lab lab;
    private KloigosServices services;
    private Browser browser;
    private String token;
    private String session;

    ConsoleOnLab() {
        this(Integer.MAX_VALUE);
    }

    /** @param registered how many of the lab's hosts are registered, from the first one on */
    ConsoleOnLab(int registered) {
        this.registered = registered;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        lab = Lab.running();
        mariaDb.beforeEach(context);
        services = KloigosServices.start(
                new HttpServerConfig("127.0.0.1", 0, BASE_PATH, Set.of(), 1 << 20, Duration.ofSeconds(1))
                        .withProxies(TrustedProxies.of(List.of("127.0.0.1"))),
                new KloigosConfig(mariaDb.database(), WatchSettings.defaults())
                        .withStorage(new StorageSettings(Duration.ofHours(1), true))
                        .withPrivateWebhooks(true),
                new SshHypervisors(lab.config()),
                new ImageFolder(lab.guestImage().getParent()));
        browser = Chromium.of(context);
        token = tokenOf(new UserRequest(NAME, "Ada", User.Kind.PERSON, Role.ADMIN, PASSWORD));
        for (Lab.Host host :
                lab.hosts().subList(0, Math.min(registered, lab.hosts().size()))) {
            register(host);
        }
        session = login();
    }

    /** The token of a script that has that role everywhere. */
    String tokenOf(String name, Role role) {
        return tokenOf(new UserRequest(name, "", User.Kind.SERVICE, role, null));
    }

    private String tokenOf(UserRequest user) {
        return engine().tokens()
                .create(TEST, engine().users().create(TEST, user).userId(), new TokenRequest("test", null, null, null))
                .secret()
                .text();
    }

    private void register(Lab.Host host) throws Exception {
        call("POST", "api/v1/hosts/register", """
                {"host_id":"%s","address":"%s","port":%d,"user":"%s","host_key":"%s"}""".formatted(
                        host.name(), host.address(), host.port(), lab.user(), host.hostKey()));
        engine().images()
                .load(TEST, host.name(), IMAGE, "1", lab.guestImage())
                .result()
                .get(60, TimeUnit.SECONDS);
    }

    private String login() {
        try (Operator operator = stranger(home())) {
            operator.logsIn(NAME, PASSWORD);
            return operator.session();
        }
    }

    Kloigos engine() {
        return services.engine();
    }

    Lab lab() {
        return lab;
    }

    /** The address of the overview. */
    URI home() {
        return services.uri();
    }

    /** An administrator in a new window. */
    Operator operator() {
        return operator(home());
    }

    /** Somebody who has not logged in. */
    Operator stranger(URI home) {
        return new Operator(browser, home, null);
    }

    /** An administrator who comes by another way. */
    Operator operator(URI home) {
        return new Operator(browser, home, session);
    }

    /** Calls the API as a program does. */
    JsonNode call(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(home().resolve(path))
                .method(method, BodyPublishers.ofString(body))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=60")
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode())
                .as(method + " " + path + ": " + answer.body())
                .isBetween(200, 201);
        return new ObjectMapper().readTree(answer.body());
    }

    /** What virsh on a host says. */
    String virsh(int host, String command) {
        return lab.ssh(host, VIRSH + command);
    }

    /** Waits until virsh on a host says something with that in it. */
    void awaitVirsh(int host, String command, String expected) {
        await().untilAsserted(() -> assertThat(virsh(host, command)).contains(expected));
    }

    /** Waits until it says that no more. */
    void awaitVirshWithout(int host, String command, String gone) {
        await().untilAsserted(() -> assertThat(virsh(host, command)).doesNotContain(gone));
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions();
    }

    /** A VM of the guest's image on that host, running. */
    UUID makesVm(String name, String hostId) throws Exception {
        return UUID.fromString(call("POST", "api/v1/vms/provision", """
                {"host_id":"%s","name":"%s","cpu_cores":1,"memory_mb":128,"image":"%s"}""".formatted(hostId, name, IMAGE))
                .at("/vm/vm_id")
                .asText());
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        try {
            takeAway();
        } finally {
            services.close();
            mariaDb.afterEach(context);
        }
    }

    private void takeAway() {
        for (Vm vm : engine().vms().list(new VmQuery(null, null, null, null, Map.of(), null, 100))) {
            engine().vms()
                    .delete(TEST, vm.vmId(), false)
                    .result()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
        }
        for (int i = 0; i < lab.hosts().size(); i++) {
            lab.ssh(
                    i,
                    "for v in $(" + VIRSH + "vol-list default | awk '/kloigos-/ {print $1}'); do " + VIRSH
                            + "vol-delete --pool default $v; done; " + VIRSH + "pool-destroy " + StorageClicks.POOL
                            + "; "
                            + VIRSH + "pool-undefine " + StorageClicks.POOL + "; true");
        }
    }
}
