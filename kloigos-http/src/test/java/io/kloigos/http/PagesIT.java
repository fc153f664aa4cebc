package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.Caller;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.project.Member;
import io.kloigos.core.user.Role;
import io.kloigos.core.user.TokenRequest;
import io.kloigos.core.user.User;
import io.kloigos.core.user.UserRequest;
import io.kloigos.http.image.ImageFolder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The pages of the console, as a browser asks for them. */
class PagesIT {
    private static final Pattern ASSET = Pattern.compile("(?:href|src)=\"(/kvm/assets/[^\"#]+)");

    @RegisterExtension
    final MariaDbExtension mariadb = new MariaDbExtension();

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private final FakeHypervisor host = hypervisors.host("10.0.0.1");
    private KloigosServices services;

    @BeforeEach
    void start(@TempDir Path images) throws Exception {
        services = KloigosServices.start(
                HttpServerConfig.loopback(0).withBasePath("/kvm"),
                new KloigosConfig(mariadb.database(), WatchSettings.defaults()),
                hypervisors,
                new ImageFolder(images));
    }

    @AfterEach
    void stop() {
        services.close();
    }

    private HttpResponse<String> get(String path, String accept) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(services.uri().resolve(path))
                .header("Accept", accept)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private String page(String path) throws Exception {
        HttpResponse<String> answer = get("/kvm" + path, "text/html,application/xhtml+xml");
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        return answer.body();
    }

    private JsonNode post(String path, String json) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(services.uri().resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return new ObjectMapper().readTree(answer.body());
    }

    private String makeVm() throws Exception {
        post("/api/v1/hosts/register", "{\"host_id\":\"h1\",\"address\":\"10.0.0.1\",\"trust_on_first_use\":true}");
        return post("/api/v1/vms/provision", """
                        {"host_id":"h1","name":"web-01","cpu_cores":1,"memory_mb":64,"disk_size_gb":1,
                         "labels":{"a<b":"c"}}""".replace("a<b", "tier"))
                .at("/vm/vm_id")
                .asText();
    }

    @Test
    void whatIsEmptySaysWhatToDo() throws Exception {
        assertThat(page("/")).contains("Register a KVM host.");
        assertThat(page("/vms")).contains("There are no VMs yet");
        assertThat(page("/hosts")).contains("No host is registered");
        assertThat(page("/servers")).contains("The pool is empty");
        assertThat(page("/images")).contains("The catalogue is empty");
        assertThat(page("/storage")).contains("No storage pool was seen");
        assertThat(page("/networks")).contains("No network was seen");
        assertThat(page("/tasks")).contains("No task matches");
        assertThat(page("/drift")).contains("No drift");
        assertThat(page("/console")).contains("No console is open");
        assertThat(page("/vms/new")).contains("No host is ready to take a VM");
        assertThat(page("/projects")).contains("There are no projects yet");
        assertThat(page("/policies")).contains("There are no policies");
        assertThat(page("/users")).contains("There are no users yet");
        assertThat(page("/account")).contains("Nobody has to log in here");
        assertThat(page("/webhooks")).contains("Nobody is told");
        assertThat(page("/security-groups")).contains("There are no security groups");
        assertThat(page("/vm-templates")).contains("There are no VM templates");
        assertThat(page("/backups")).contains("There are no backups");
        assertThat(page("/orphans")).contains("No host is registered");
        assertThat(page("/schedules")).contains("Nothing is scheduled");
        assertThat(page("/runbooks/node-drain")).contains("verb:");
        assertThat(page("/search?q=nothing")).contains("Nothing is called nothing");
    }

    @Test
    void thingsHavePagesThatAreReachedFromTheirLists() throws Exception {
        String vm = makeVm();
        post("/servers", "{\"hostname\":\"srv1_n0\",\"ansible_host\":\"10.1.1.1\",\"numa_node\":0}");
        assertThat(page("/")).contains("web-01");
        assertThat(page("/vms?name=web-01&power_state=running")).contains("/kvm/vms/" + vm);
        assertThat(page("/vms?name=other")).contains("No VM matches");
        assertThat(page("/vms/" + vm)).contains("tier=c", "POST /api/v1/vms/" + vm + "/snapshots");
        assertThat(page("/vms/new")).contains("<option>h1</option>");
        assertThat(page("/hosts")).contains("/kvm/hosts/h1");
        assertThat(page("/hosts?name=0.0.1")).contains("/kvm/hosts/h1");
        assertThat(page("/hosts?name=%25")).contains("No host matches");
        assertThat(page("/hosts/h1")).contains("web-01", "NUMA map");
        assertThat(page("/hosts/h1/preflight")).contains("What must hold");
        assertThat(page("/servers/srv1_n0")).contains("nobody holds it");
        assertThat(page("/storage")).contains("/kvm/storage/h1/default");
        assertThat(page("/storage/h1/default")).contains("Create a volume in default");
        assertThat(page("/networks")).contains("default");
        assertThat(page("/networks/map"))
                .contains("<path d=\"M200 ", ">default</text>", ">web-01</text>", "/vms/" + vm);
        assertThat(page("/networks/map?host_id=h1")).contains("h1 has 1 network;");
        assertThat(page("/events?target=vm:" + vm)).contains("web-01");
        assertThat(page("/drift/plan")).contains("Nothing to mend");
        assertThat(page("/console/" + vm)).contains("data-console=\"vnc\"");
        assertThat(page("/search?q=web-0")).contains("/kvm/vms/" + vm);
        assertThat(page("/tasks/" + id(page("/tasks"), "tasks"))).contains("create disk", "succeeded", " s</span>");
    }

    private static List<String> found(String page) {
        return Pattern.compile("<th scope=\"row\"><a href=\"/kvm([^\"]+)\">[^<]+</a></th><td>([^<]+)</td>")
                .matcher(page)
                .results()
                .map(hit -> hit.group(2) + " " + hit.group(1).replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "ID"))
                .toList();
    }

    @Test
    void everythingIsFoundByPartsOfItsName() throws Exception {
        String vm = makeVm();
        post("/servers", "{\"hostname\":\"srv1_n0\",\"ansible_host\":\"10.1.1.1\",\"numa_node\":0}");
        post("/api/v1/projects", "{\"project_id\":\"team-a\",\"name\":\"Web team\"}");
        post("/api/v1/policies", "{\"name\":\"no-web\",\"category\":\"compute\",\"spec\":{\"max_cpu_cores\":16}}");
        String id = "/vms/" + vm;
        assertThat(found(page("/search?q=WEB")))
                .contains("VM /vms/ID", "project /projects/team-a", "policy /policies/ID", "task /tasks/ID")
                .first()
                .isEqualTo("VM /vms/ID");
        assertThat(page("/search?q=" + vm.substring(0, 8))).contains(id);
        assertThat(found(page("/search?q=" + vm))).containsExactly("VM /vms/ID");
        assertThat(found(page("/search?q=10.0.0.1"))).contains("host /hosts/h1");
        assertThat(found(page("/search?q=srv1_"))).containsExactly("server /servers/srv1_n0");
        assertThat(found(page("/search?q=srv1%25"))).isEmpty();
        assertThat(found(page("/search?q=Default")))
                .containsExactly("network /networks/ID?host_id=h1", "storage pool /storage/h1/default");
        assertThat(found(page("/search?q=drain"))).contains("runbook /runbooks/node-drain");
    }

    @Test
    void nobodyFindsWhatThatOneMayNotSee() throws Exception {
        Caller ann = Caller.of("ann");
        Kloigos engine = services.engine();
        engine.projects().create(ann, "team-a", "Team A", "");
        makeVm();
        post("/api/v1/vms/provision", """
                {"host_id":"h1","name":"web-02","cpu_cores":1,"memory_mb":64,"disk_size_gb":1,"project_id":"team-a"}""");
        engine.users().create(ann, new UserRequest("root", "", User.Kind.PERSON, Role.ADMIN, "correct horse battery"));
        User bob = engine.users().create(ann, new UserRequest("bob", "", User.Kind.SERVICE, null, null));
        Member viewer = engine.members().add(ann, "team-a", "bob", Role.VIEWER);
        String token = engine.tokens()
                .create(ann, bob.userId(), new TokenRequest("t", null, null, null))
                .secret()
                .text();
        String page = as(token, "/kvm/search?q=e").body();
        assertThat(page).contains("web-02").doesNotContain("web-01");
        assertThat(found(page))
                .contains("project /projects/team-a")
                .noneMatch(hit -> hit.matches("(host|network|policy).*"));
        assertThat(as(token, "/kvm/").headers().firstValue("Location")).hasValue("/kvm/vms");
        assertThat(as(token, "/kvm/vms").body())
                .contains("web-02", "data-project=\"team-a\"")
                .doesNotContain("web-01", "href=\"/kvm/hosts\"");
        assertThat(as(token, "/kvm/hosts").statusCode()).isEqualTo(403);
        assertThat(as(token, "/kvm/tasks").body()).contains("web-02").doesNotContain("web-01");
        String vm = id(as(token, "/kvm/vms").body(), "vms");
        assertThat(as(token, "/kvm/vms/" + vm).body())
                .doesNotContain("/kvm/console/", "POST /api/v1/vms/" + vm + "/action", "data-open=\"delete\"");
        assertThat(as(token, "/kvm/console/" + vm).statusCode()).isEqualTo(403);
        engine.members().remove(ann, "team-a", viewer.memberId());
        engine.members().add(ann, "team-a", "bob", Role.OPERATOR);
        assertThat(as(token, "/kvm/vms/" + vm).body())
                .contains("href=\"/kvm/console/" + vm, "data-open=\"delete\"")
                .doesNotContain("data-open=\"migrate\"", "data-open=\"move\"");
        assertThat(as(token, "/kvm/console/" + vm).body()).contains("data-console=\"vnc\"");
        assertThat(as(token, "/api/v1/vms/" + vm + "/console", "application/json")
                        .body())
                .contains("\"ticket\"");
    }

    private static String id(String page, String kind) {
        Matcher link = Pattern.compile("/kvm/" + kind + "/([0-9a-f-]{36})").matcher(page);
        assertThat(link.find()).isTrue();
        return link.group(1);
    }

    @Test
    void theProjectSwitchNarrowsListsOfAllThatHappened() throws Exception {
        post("/api/v1/projects", "{\"project_id\":\"team-a\",\"name\":\"Team A\"}");
        makeVm();
        String mine = post("/api/v1/vms/provision", """
                        {"host_id":"h1","name":"web-02","cpu_cores":1,"memory_mb":64,"disk_size_gb":1,"project_id":"team-a"}""").at("/vm/vm_id").asText();
        for (String path : List.of("/", "/vms", "/tasks", "/events")) {
            assertThat(page(path)).contains("web-01", "web-02");
            HttpRequest narrowed = HttpRequest.newBuilder(services.uri().resolve("/kvm" + path))
                    .header("Accept", "text/html")
                    .header("Cookie", "kloigos_project=team-a")
                    .build();
            assertThat(client.send(narrowed, BodyHandlers.ofString()).body())
                    .as(path)
                    .contains("web-02")
                    .doesNotContain("web-01");
        }
        delete("/api/v1/vms/" + mine);
        assertThat(page("/events?project_id=team-a&event_type=vm.deleted")).contains("web-02");
        assertThat(get("/api/v1/events/counts?project_id=team-b", "application/json")
                        .body())
                .doesNotContain("\"events\":1");
    }

    private void delete(String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(services.uri().resolve(path)).DELETE().build();
        assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> as(String token, String path) throws Exception {
        return as(token, path, "text/html");
    }

    private HttpResponse<String> as(String token, String path, String accept) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(services.uri().resolve(path))
                .header("Accept", accept)
                .header("Authorization", "Bearer " + token)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    @Test
    void programsGetWhatTheyAlwaysGotWhereThereIsAPageToo() throws Exception {
        for (String accept : List.of("*/*", "application/json")) {
            assertThat(get("/servers", accept).body()).isEqualTo("[]");
        }
        assertThat(get("/servers", "text/html").body()).startsWith("<!doctype html>");
    }

    @Test
    void whatIsNotThereIsAPageToBrowsersAndAProblemToPrograms() throws Exception {
        for (String path : List.of("/kvm/nowhere", "/kvm/hosts/nobody", "/kvm/vms/not-a-uuid")) {
            HttpResponse<String> answer = get(path, "text/html");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("<h1").doesNotContain("Exception");
            assertThat(get(path, "*/*").headers().firstValue("Content-Type")).hasValue("application/problem+json");
        }
        assertThat(get("/kvm/vms?power_state=upside-down", "text/html").body()).contains("must be one of");
    }

    @Test
    void aPageLoadsLittleAndKeepsItForGood() throws Exception {
        String html = page("/vms");
        List<String> assets = ASSET.matcher(html)
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();
        long bytes = html.length();
        for (String each : assets) {
            HttpRequest request = HttpRequest.newBuilder(services.uri().resolve(each))
                    .header("Accept-Encoding", "gzip")
                    .build();
            HttpResponse<byte[]> asset = client.send(request, BodyHandlers.ofByteArray());
            assertThat(asset.statusCode()).as(each).isEqualTo(200);
            assertThat(asset.headers().firstValue("Cache-Control")).hasValue("public, max-age=31536000, immutable");
            assertThat(asset.headers().firstValue("Content-Encoding")).hasValue("gzip");
            bytes += asset.body().length;
        }
        assertThat(assets).hasSizeGreaterThanOrEqualTo(5);
        assertThat(bytes).isLessThan(100_000);
    }
}
