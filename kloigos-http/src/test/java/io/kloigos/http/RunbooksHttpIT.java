package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
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

/** Runbooks, schedules and the views of the system over HTTP, on hosts in memory. */
class RunbooksHttpIT {
    private static final String SNAPSHOTS = """
            name: nightly
            description: A snapshot, unless it is off
            parameters:
              prefix: {default: night-, description: what names begin with}
              keep: {default: "3"}
            steps:
              - name: take
                verb: vm.snapshot
                with: {vm_id: "${vm_id}", name: "${prefix}${now}"}
                when: {value: "${vm.power_state}", is: running}
                retries: 1
              - name: prune
                verb: vm.prune_snapshots
                with: {vm_id: "${vm_id}", keep: "${keep}", prefix: "${prefix}"}
                on_failure: continue
            """;

    @RegisterExtension
    final MariaDbExtension mariadb = new MariaDbExtension();

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private KloigosServices services;

    @BeforeEach
    void start(@TempDir Path images) throws Exception {
        services = KloigosServices.start(
                HttpServerConfig.loopback(0),
                new KloigosConfig(mariadb.database(), WatchSettings.defaults()),
                hypervisors,
                new ImageFolder(images));
        for (String host : new String[] {"1", "2"}) {
            hypervisors
                    .host("10.0.0." + host)
                    .createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
            post(200, "/api/v1/hosts/register", """
                    {"host_id":"h%s","name":"h%s","address":"10.0.0.%s","trust_on_first_use":true,
                     "libvirt_uri":"qemu:///system","cpu_cores":8,"memory_mb":4096}""".formatted(host, host, host));
        }
    }

    @AfterEach
    void stop() {
        services.close();
    }

    private String vm(String name) throws Exception {
        return post(200, "/api/v1/vms/provision", """
                {"host_id":"h1","name":"%s","cpu_cores":1,"memory_mb":64,"image":"base.qcow2"}""".formatted(name))
                .at("/vm/vm_id")
                .asText();
    }

    private JsonNode send(int status, String method, String path, String type, String body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(services.uri().resolve(path)).method(method, BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", type);
        }
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return new ObjectMapper().readTree(answer.body());
    }

    private JsonNode post(int status, String path, String json) throws Exception {
        return send(status, "POST", path, "application/json", json);
    }

    private JsonNode get(String path) throws Exception {
        return send(200, "GET", path, "", "");
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void aHostIsDrainedAndTheAnswerIsItsTask() throws Exception {
        vm("web-1");
        vm("web-2");
        String path = "/api/v1/runbooks/node-drain/execute";
        String body = "{\"host_id\":\"h1\",\"parameters\":{\"mode\":\"safe\",\"parallel\":1}}";
        JsonNode plan = post(200, path + "?dry_run=true", body);
        assertThat(plan.path("plan_hash").asText()).hasSize(64);
        assertThat(plan.toString()).contains("migrate").contains("evacuate");
        assertThat(get("/api/v1/hosts/h1/vms").path("vms")).hasSize(2);
        JsonNode task = post(200, path, body);
        assertThat(task.path("task_type").asText()).isEqualTo("runbook.execute");
        assertThat(task.path("status").asText()).isEqualTo("succeeded");
        assertThat(task.path("target").asText()).isEqualTo("host:h1");
        assertThat(get("/api/v1/hosts/h1/vms").path("vms")).isEmpty();
        JsonNode run = get("/api/v1/runbooks/executions/" + task.path("task_id").asText());
        assertThat(run.at("/steps/1/status").asText()).isEqualTo("succeeded");
        assertThat(run.at("/steps/1/children")).hasSize(2);
        send(
                404,
                "GET",
                "/api/v1/runbooks/executions/"
                        + run.at("/steps/1/children/0/task_id").asText(),
                "",
                "");
        assertThat(get("/api/v1/events?event_type=runbook.started")).hasSize(1);
    }

    @Test
    void aRunbookIsKeptAsYamlRunAndRemoved() throws Exception {
        String vmId = vm("web-1");
        JsonNode kept = send(200, "POST", "/api/v1/runbooks/templates", "application/yaml", SNAPSHOTS);
        assertThat(names(kept))
                .containsExactly("template_id", "name", "description", "parameters", "steps", "built_in", "created_at");
        assertThat(kept.at("/steps/1/on_failure").asText()).isEqualTo("continue");
        assertThat(get("/api/v1/runbooks/templates/nightly")).isEqualTo(kept);
        JsonNode all = get("/api/v1/runbooks/templates");
        assertThat(all.path("count").asInt()).isEqualTo(6);
        assertThat(all.at("/items/0/name").asText()).isEqualTo("node-drain");
        post(200, "/api/v1/runbooks/nightly/execute", "{\"vm_id\":\"%s\"}".formatted(vmId));
        assertThat(get("/api/v1/vms/" + vmId + "/snapshots")
                        .at("/snapshots/0/name")
                        .asText())
                .startsWith("night-");
        post(404, "/api/v1/runbooks/nightly/execute", "{\"host_id\":\"h2\",\"vm_id\":\"%s\"}".formatted(vmId));
        post(400, "/api/v1/runbooks/nightly/execute", "{\"vm_id\":\"%s\",\"parameters\":{\"x\":1}}".formatted(vmId));
        send(200, "DELETE", "/api/v1/runbooks/templates/nightly", "", "");
        send(404, "GET", "/api/v1/runbooks/templates/nightly", "", "");
        send(409, "DELETE", "/api/v1/runbooks/templates/node-drain", "", "");
    }

    @Test
    void aTemplateOfNameAndDescriptionAloneIsKept() throws Exception {
        String body = "{\"name\":\"later\",\"description\":\"to be written\"}";
        assertThat(post(200, "/api/v1/runbooks/templates", body).path("steps")).isEmpty();
        post(409, "/api/v1/runbooks/templates", body);
        post(409, "/api/v1/runbooks/later/execute", "{}");
        JsonNode problem = post(
                400,
                "/api/v1/runbooks/templates",
                "{\"name\":\"x\",\"steps\":[{\"verb\":\"shell\",\"with\":{\"a\":[1]}}]}");
        assertThat(problem.path("detail").asText()).contains("with.a must be text");
        send(400, "POST", "/api/v1/runbooks/templates", "application/yaml", "name: [");
        send(400, "POST", "/api/v1/runbooks/templates", "application/json", "{\"nam\":\"x\"}");
    }

    @Test
    void schedulesRestAndGoOn() throws Exception {
        String path = "/api/v1/runbooks/schedules";
        JsonNode schedule = post(200, path, """
                {"runbook_name":"node-ready","cron":"30 2 * * *","time_zone":"Europe/Berlin","host_id":"h1"}""");
        assertThat(names(schedule))
                .contains("schedule_id", "runbook_name", "cron", "host_id", "vm_id", "next_runs", "paused");
        assertThat(schedule.path("next_runs")).hasSize(5);
        assertThat(schedule.path("missed_runs").asText()).isEqualTo("skip");
        String one = path + "/" + schedule.path("schedule_id").asText();
        assertThat(post(200, one + "/pause", "").path("next_run_at").isNull()).isTrue();
        assertThat(post(200, one + "/resume", "")).isEqualTo(schedule);
        assertThat(get(path).path("count").asInt()).isEqualTo(1);
        assertThat(get(one + "/firings").path("count").asInt()).isZero();
        assertThat(post(400, path, "{\"runbook_name\":\"node-ready\",\"cron\":\"61 * * * *\",\"host_id\":\"h1\"}")
                        .path("detail")
                        .asText())
                .startsWith("cron must be five fields");
        send(200, "DELETE", one, "", "");
        send(404, "GET", one, "", "");
    }

    @Test
    void theOverviewCounts() throws Exception {
        vm("web-1");
        JsonNode overview = get("/api/v1/overview");
        assertThat(overview.path("hosts").toString())
                .isEqualTo("{\"total\":2,\"ready\":2,\"unreachable\":0,\"total_cpu_cores\":16,"
                        + "\"total_memory_mb\":8192}");
        assertThat(overview.at("/vms/total").asInt()).isEqualTo(1);
        assertThat(overview.at("/vms/running").asInt()).isEqualTo(1);
        assertThat(overview.at("/tasks/total").asInt()).isPositive();
        assertThat(overview.at("/events/total").asInt()).isPositive();
        assertThat(overview.at("/pool/total").asInt()).isZero();
    }

    @Test
    void theViewsTellWhatTheServerIs() throws Exception {
        JsonNode routes = get("/api/v1/routes");
        assertThat(names(routes)).containsExactly("count", "base_path", "routes");
        assertThat(routes.path("count").asInt())
                .isEqualTo(routes.path("routes").size())
                .isGreaterThan(60);
        assertThat(routes.path("routes")).anySatisfy(route -> {
            assertThat(route.path("path").asText()).isEqualTo("/api/v1/runbooks/{runbook_name}/execute");
            assertThat(route.at("/operations/0/permission").asText()).isEqualTo("runbook_run");
        });
        JsonNode capabilities = get("/api/v1/capabilities");
        assertThat(capabilities.at("/features/VMs").asInt()).isPositive();
        assertThat(capabilities.at("/execution/vm_migration").asBoolean()).isTrue();
        assertThat(capabilities.path("runbooks").toString()).contains("node-drain");
        JsonNode diagnostics = get("/api/v1/dashboard/diagnostics");
        assertThat(diagnostics.path("status").asText())
                .as(diagnostics.toString())
                .isEqualTo("ok");
        JsonNode backbone = get("/api/v1/backbone/check");
        assertThat(backbone.path("checks"))
                .extracting(check -> check.path("name").asText())
                .containsExactly("database", "tasks", "hosts");
        assertThat(get("/api/v1/roadmap").at("/phases/0/status").asText()).isEqualTo("done");
        assertThat(names(get("/api/v1/pending-tasks"))).containsExactly("count", "items");
        JsonNode execution = get("/api/v1/phase6/execution");
        assertThat(execution.path("count").asInt()).isEqualTo(2);
        assertThat(execution.at("/hosts/0/executable").asBoolean()).isTrue();
        assertThat(execution.at("/hosts/0/migration_targets").asInt()).isEqualTo(1);
    }
}
