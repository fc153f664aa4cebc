package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.http.image.ImageFolder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code dry_run} and {@code If-Match} over HTTP, on a host in memory. */
class DryRunIT {
    private static final String HOST = """
            {"host_id":"h1","name":"h1","address":"10.0.0.1","cpu_cores":0,"memory_mb":0,
             "libvirt_uri":"qemu:///system","trust_on_first_use":true}""";
    private static final String VM =
            "{\"host_id\":\"h1\",\"name\":\"web-01\",\"cpu_cores\":2,\"memory_mb\":256,\"image\":\"base.qcow2\"}";

    @RegisterExtension
    final MariaDbExtension mariadb = new MariaDbExtension();

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private final FakeHypervisor host = hypervisors.host("10.0.0.1");
    private KloigosServices services;

    @BeforeEach
    void start(@TempDir Path images) throws Exception {
        services = KloigosServices.start(
                HttpServerConfig.loopback(0),
                new KloigosConfig(mariadb.database(), WatchSettings.defaults()),
                hypervisors,
                new ImageFolder(images));
        host.createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
    }

    @AfterEach
    void stop() {
        services.close();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(services.uri().resolve(path))
                .method(method, BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private JsonNode ask(int status, String method, String path, String body, String... headers) throws Exception {
        HttpResponse<String> answer = send(method, path, body, headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return new ObjectMapper().readTree(answer.body());
    }

    private long events() throws Exception {
        return ask(200, "GET", "/api/v1/events?limit=500", "").size();
    }

    private static List<String> steps(JsonNode plan) {
        List<String> names = new ArrayList<>();
        plan.path("steps").forEach(step -> names.add(step.path("name").asText()));
        return names;
    }

    @Test
    void aPlanTellsWhatWouldBeDoneAndChangesNothing() throws Exception {
        ask(200, "POST", "/api/v1/hosts/register", HOST);
        long before = events();
        JsonNode plan = ask(200, "POST", "/api/v1/vms/provision?dry_run=true", VM);
        assertThat(plan.path("task_type").asText()).isEqualTo("vm.provision");
        assertThat(steps(plan)).containsExactly("create-disk", "write-seed", "define", "start", "observe");
        assertThat(plan.at("/steps/0/commands/0/host_id").asText()).isEqualTo("h1");
        assertThat(plan.at("/steps/0/commands/0/command").asText()).startsWith("create-volume kloigos-");
        assertThat(ask(200, "POST", "/api/v1/vms/provision?dry_run=true", VM).path("plan_hash"))
                .isEqualTo(plan.path("plan_hash"));
        assertThat(ask(200, "GET", "/api/v1/vms", "")).isEmpty();
        assertThat(ask(200, "GET", "/api/v1/tasks", "")).isEmpty();
        assertThat(events()).isEqualTo(before);
        assertThat(host.volumes("default")).hasSize(1);
    }

    @Test
    void aPlanIsCarriedOutAsItWasShownOrNotAtAll() throws Exception {
        ask(200, "POST", "/api/v1/hosts/register", HOST);
        String hash = ask(200, "POST", "/api/v1/vms/provision?dry_run=true", VM)
                .path("plan_hash")
                .asText();
        JsonNode other = ask(412, "POST", "/api/v1/vms/provision", VM.replace("256", "512"), "If-Match", hash);
        assertThat(other.path("code").asText()).isEqualTo("plan_changed");
        assertThat(ask(200, "GET", "/api/v1/vms", "")).isEmpty();
        JsonNode made = ask(200, "POST", "/api/v1/vms/provision", VM, "If-Match", '"' + hash + '"');
        assertThat(made.at("/vm/power_state").asText()).isEqualTo("running");
        ask(400, "POST", "/api/v1/vms/provision", VM, "If-Match", "nonsense");

        String vm = "/api/v1/vms/" + made.at("/vm/vm_id").asText();
        String deletion =
                ask(200, "DELETE", vm + "?dry_run=true", "").path("plan_hash").asText();
        ask(200, "POST", vm + "/action", "{\"action\":\"force_stop\"}");
        ask(412, "DELETE", vm, "", "If-Match", deletion);
        assertThat(ask(200, "GET", vm, "").path("phase").asText()).isEqualTo("active");
    }

    @Test
    void whatWouldBeRefusedIsRefused() throws Exception {
        ask(200, "POST", "/api/v1/hosts/register", HOST);
        ask(404, "POST", "/api/v1/vms/provision?dry_run=true", VM.replace("base.qcow2", "none.qcow2"));
        ask(400, "POST", "/api/v1/vms/provision?dry_run=perhaps", VM);
        ask(200, "POST", "/api/v1/vms/provision", VM);
        ask(409, "POST", "/api/v1/vms/provision?dry_run=true", VM);
    }

    @Test
    void changesThatTouchNoHostAreTakenBackToo() throws Exception {
        JsonNode nothing = ask(200, "POST", "/api/v1/hosts/register?dry_run=true", HOST);
        assertThat(nothing.path("steps")).isEmpty();
        assertThat(nothing.path("task_type").isNull()).isTrue();
        ask(404, "GET", "/api/v1/hosts/h1", "");
        ask(200, "POST", "/api/v1/hosts/register", HOST);
        ask(200, "POST", "/api/v1/hosts/h1/heartbeat?dry_run=true", "{\"cpu_cores\":77,\"memory_mb\":0}");
        ask(200, "POST", "/api/v1/hosts/h1/action?dry_run=true", "{\"action\":\"mark_maintenance\"}");
        ask(200, "DELETE", "/api/v1/hosts/h1?dry_run=true", "");
        assertThat(ask(200, "GET", "/api/v1/hosts/h1", "").path("status").asText())
                .isEqualTo("ready");
        ask(200, "POST", "/servers?dry_run=true", "{\"hostname\":\"s1\",\"ansible_host\":\"10.1.1.1\"}");
        assertThat(ask(200, "GET", "/servers", "")).isEmpty();
        ask(200, "POST", "/servers", "{\"hostname\":\"s1\",\"ansible_host\":\"10.1.1.1\"}");
        ask(200, "POST", "/provision?dry_run=true", "{\"name\":\"web\"}", "Idempotency-Key", "k1");
        assertThat(ask(200, "GET", "/servers", "").at("/0/status").asText()).isEqualTo("free");
    }
}
