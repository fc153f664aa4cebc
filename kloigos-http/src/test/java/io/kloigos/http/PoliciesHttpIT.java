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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Policies over HTTP: each kind, where it is in force, and tasks that wait for approval; on a host in memory. */
class PoliciesHttpIT {
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
        post(200, "/api/v1/hosts/register", """
                {"host_id":"h1","name":"h1","address":"10.0.0.1","cpu_cores":0,"memory_mb":0,
                 "libvirt_uri":"qemu:///system","trust_on_first_use":true}""");
    }

    @AfterEach
    void stop() {
        services.close();
    }

    private JsonNode send(int status, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(services.uri().resolve(path))
                .method(method, BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return new ObjectMapper().readTree(answer.body());
    }

    private JsonNode post(int status, String path, String body) throws Exception {
        return send(status, "POST", path, body);
    }

    private JsonNode get(String path) throws Exception {
        return send(200, "GET", path, "");
    }

    private String policy(String spec) throws Exception {
        JsonNode made = post(200, "/api/v1/policies", """
                {"name":"house rules","category":"compute","spec":%s}""".formatted(spec));
        return made.path("policy_id").asText();
    }

    private String onHost(String spec) throws Exception {
        String id = policy(spec);
        post(200, "/api/v1/policies/" + id + "/bind-host", "{\"host_id\":\"h1\"}");
        return id;
    }

    private JsonNode provision(int status, String name) throws Exception {
        return post(status, "/api/v1/vms/provision", """
                {"host_id":"h1","name":"%s","cpu_cores":2,"memory_mb":256,"image":"base.qcow2","start":false,
                 "labels":{"owner":"ann"}}""".formatted(name));
    }

    private JsonNode ended(String taskId) {
        return Awaitility.await().until(() -> get("/api/v1/tasks/" + taskId), task -> task.hasNonNull("completed_at"));
    }

    /** One that is bound, refused, and unbound again, for each kind. */
    @Test
    void eachKindOfPolicyRefusesWhatItSpeaksAgainst() throws Exception {
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put("{\"deny_actions\":\"vm.provision, network.create\"}", "vm.provision is denied");
        kinds.put("{\"deny_actions\":[\"vm\"]}", "vm.provision is denied");
        kinds.put("{\"max_cpu_cores\":1}", "2 CPU cores are more than the 1 that it allows");
        kinds.put("{\"max_memory_mb\":\"128\"}", "256 MiB of memory are more than the 128 that it allows");
        kinds.put("{\"allowed_images\":\"debian*\"}", "image base.qcow2 is not among those that it allows (debian*)");
        kinds.put("{\"allowed_networks\":[\"lan\"]}", "network default is not among those that it allows (lan)");
        kinds.put("{\"require_labels\":\"owner,cost\"}", "the label cost is required");
        kinds.put("{\"require_labels\":\"owner=bob\"}", "the label owner=bob is required");
        kinds.put("{\"expression\":\"vm.cpu_cores < 2\",\"message\":\"keep it small\"}", "keep it small");
        kinds.put(
                "{\"expression\":\"!has(vm.labels.owner) || vm.labels.owner == 'bob'\"}",
                "the expression does not hold");
        for (Map.Entry<String, String> kind : kinds.entrySet()) {
            String id = onHost(kind.getKey());
            JsonNode refused = provision(403, "web-01");
            assertThat(refused.path("code").asText()).isEqualTo("forbidden");
            assertThat(refused.path("detail").asText()).contains("policy house rules (" + id + "): " + kind.getValue());
            post(200, "/api/v1/policies/" + id + "/unbind-host", "{\"host_id\":\"h1\"}");
        }
        assertThat(get("/api/v1/vms")).isEmpty();
        onHost(
                "{\"max_cpu_cores\":2,\"max_memory_mb\":256,\"allowed_images\":\"base*\",\"allowed_networks\":\"default\"}");
        String vm = provision(200, "web-01").path("vm").path("vm_id").asText();
        post(200, "/api/v1/vms/" + vm + "/action", "{\"host_id\":\"h1\",\"action\":\"start\"}");
        post(403, "/api/v1/vms/" + vm + "/resize", "{\"host_id\":\"h1\",\"cpu_cores\":4,\"memory_mb\":256}");
    }

    @Test
    void aPolicyThatIsChangedSaysSoWhereverItIsBound() throws Exception {
        String id = onHost("{\"deny_actions\":\"vm.provision\"}");
        provision(403, "web-01");
        String path = "/api/v1/policies/" + id;
        send(400, "PATCH", path, "{\"spec\":{\"expression\":\"vm.cpu_cores +\"}}");
        JsonNode before = get(path);
        JsonNode after = send(200, "PATCH", path, "{\"name\":\"other rules\",\"spec\":{\"max_cpu_cores\":2}}");
        assertThat(after).isEqualTo(get(path));
        assertThat(after.path("name").asText()).isEqualTo("other rules");
        assertThat(after.path("category")).isEqualTo(before.path("category"));
        assertThat(after.path("bindings")).isEqualTo(before.path("bindings"));
        provision(200, "web-01");
        send(404, "PATCH", "/api/v1/policies/" + UUID.randomUUID(), "{\"name\":\"x\"}");
    }

    @Test
    void aSpecThatIsNotRightIsRefusedWhenSaved() throws Exception {
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("{}", "must say something");
        wrong.put("{\"max_cores\":3}", "spec.max_cores is not known");
        wrong.put("{\"deny_actions\":\"Stop it\"}", "must name actions");
        wrong.put("{\"max_cpu_cores\":0}", "between 1 and");
        wrong.put("{\"expression\":\"vm.cpu_cores +\"}", "no CEL expression");
        wrong.put("{\"expression\":\"vm.cpus < 3\"}", "spec.expression fails");
        wrong.put("{\"expression\":\"action != 'vm.provision' || vm.labels.owner == 'bob'\"}", "ask with has() first");
        wrong.put("{\"expression\":\"'a'\"}", "true or false");
        String ten = "[1,2,3,4,5,6,7,8,9,10]";
        wrong.put(
                "{\"expression\":\"T.all(a,T.all(b,T.all(c,T.all(d,true))))\"}".replace("T", ten),
                "spec.expression fails");
        wrong.put("{\"require_approval\":\"server.provision\"}", "answered at once");
        for (Map.Entry<String, String> each : wrong.entrySet()) {
            JsonNode problem = post(400, "/api/v1/policies", "{\"name\":\"x\",\"spec\":%s}".formatted(each.getKey()));
            assertThat(problem.path("detail").asText()).contains(each.getValue());
        }
    }

    @Test
    void aPolicyIsInForceWhereItIsBoundAndNowhereElse() throws Exception {
        String id = policy("{\"deny_actions\":\"vm.provision\"}");
        provision(200, "web-01");
        post(404, "/api/v1/policies/" + id + "/bind-project", "{\"project_id\":\"p1\"}");
        post(200, "/api/v1/projects", "{\"project_id\":\"p1\",\"name\":\"p1\"}");
        JsonNode bound = post(200, "/api/v1/policies/" + id + "/bind-project", "{\"project_id\":\"p1\"}");
        assertThat(bound.toString())
                .isEqualTo("{\"policy_id\":\"%s\",\"host_id\":null,\"project_id\":\"p1\",".formatted(id)
                        + "\"bindings\":[{\"host_id\":null,\"project_id\":\"p1\"}]}");
        provision(200, "web-02");
        post(403, "/api/v1/vms/provision", """
                {"host_id":"h1","name":"web-03","cpu_cores":1,"memory_mb":64,"image":"base.qcow2","start":false,
                 "project_id":"p1"}""");
        assertThat(get("/api/v1/policies/effective?host_id=h1").path("policies"))
                .isEmpty();
        JsonNode effective = get("/api/v1/policies/effective?project_id=p1&action=vm.provision");
        assertThat(effective.path("policies")).hasSize(1);
        assertThat(effective.path("explain").path("outcome").asText()).isEqualTo("denied");
        post(404, "/api/v1/policies/" + id + "/bind-host", "{\"host_id\":\"h9\"}");
        send(200, "DELETE", "/api/v1/policies/" + id, "");
        send(404, "GET", "/api/v1/policies/" + id, "");
        assertThat(get("/api/v1/policies/effective?project_id=p1").path("policies"))
                .isEmpty();
    }

    @Test
    void aClaimIsRefusedEverywhereAndAStopOnOneHost() throws Exception {
        String id = policy("{\"deny_actions\":\"server.provision,vm.action.start\"}");
        post(200, "/servers", "{\"hostname\":\"s1\",\"ansible_host\":\"10.9.0.1\",\"numa_node\":0}");
        post(200, "/api/v1/policies/" + id + "/bind-host", "{\"host_id\":\"*\"}");
        assertThat(post(403, "/provision", "{\"name\":\"db\"}").path("detail").asText())
                .contains("server.provision is denied");
        String vm = provision(200, "web-01").path("vm").path("vm_id").asText();
        post(403, "/api/v1/vms/" + vm + "/action", "{\"host_id\":\"h1\",\"action\":\"start\"}");
        send(200, "DELETE", "/api/v1/policies/" + id, "");
        post(200, "/api/v1/vms/" + vm + "/action", "{\"host_id\":\"h1\",\"action\":\"start\"}");
        assertThat(post(200, "/provision", "{\"name\":\"db\"}").path("hostname").asText())
                .isEqualTo("s1");
    }

    @Test
    void whatNeedsApprovalWaitsForItAndWhoGaveItIsKept() throws Exception {
        onHost("{\"require_approval\":\"vm.provision\"}");
        JsonNode parked = provision(202, "web-01");
        String task = parked.path("task_id").asText();
        assertThat(parked.path("status").asText()).isEqualTo("awaiting_approval");
        assertThat(parked.path("approval").asText()).contains("policy house rules");
        assertThat(host.look().domains()).isEmpty();
        JsonNode approved = post(200, "/api/v1/tasks/" + task + "/approve", "{\"reason\":\"budget is there\"}");
        assertThat(approved.path("decision").path("by").asText()).isNotEmpty();
        assertThat(approved.path("decision").path("reason").asText()).isEqualTo("budget is there");
        JsonNode done = ended(task);
        assertThat(done.path("status").asText()).isEqualTo("succeeded");
        assertThat(done.path("transcript").size()).isPositive();
        assertThat(done.path("transcript").get(0).path("step").asText()).isEqualTo("create-disk");
        assertThat(get("/api/v1/tasks?status=succeeded").get(0).has("transcript"))
                .isFalse();
        post(409, "/api/v1/tasks/" + task + "/approve", "{}");
        post(409, "/api/v1/tasks/" + task + "/cancel", "{}");
        post(409, "/api/v1/tasks/" + task + "/retry", "{}");
        assertThat(get("/api/v1/events?event_type=task.approved")).hasSize(1);
    }

    @Test
    void whatIsRejectedLeavesNothingBehind() throws Exception {
        String vm = provision(200, "web-01").path("vm").path("vm_id").asText();
        onHost("{\"require_approval\":true}");
        String made = provision(202, "web-02").path("task_id").asText();
        String deleted =
                send(202, "DELETE", "/api/v1/vms/" + vm, "").path("task_id").asText();
        post(409, "/api/v1/vms/" + vm + "/metadata", "{\"host_id\":\"h1\",\"labels\":{}}");
        assertThat(post(200, "/api/v1/tasks/" + made + "/reject", "{\"reason\":\"no\"}")
                        .path("status")
                        .asText())
                .isEqualTo("rejected");
        assertThat(post(200, "/api/v1/tasks/" + deleted + "/cancel", "{}")
                        .path("status")
                        .asText())
                .isEqualTo("cancelled");
        assertThat(get("/api/v1/vms").findValuesAsText("vm_id")).containsExactly(vm);
        assertThat(get("/api/v1/tasks?status=rejected&host_id=h1").findValuesAsText("task_id"))
                .containsExactly(made);
        assertThat(get("/api/v1/tasks?vm_id=" + vm).size()).isEqualTo(2);
        assertThat(get("/api/v1/tasks?until=2020-01-01T00:00:00Z")).isEmpty();
        assertThat(get("/api/v1/tasks?actor=nobody")).isEmpty();
        post(404, "/api/v1/tasks/" + UUID.randomUUID() + "/approve", "{}");
    }
}
