package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the members of one project see of the others, and who decides. */
class MembersIT extends ServerWithUsers {
    @Test
    void aStreamEndsWhenRolesAreChangedAndOpensForWhoMayStillRead() throws Exception {
        makeUser("ann", "admin");
        String[] ann = session("ann", PASSWORD);
        makeUser("bob", "", ann);
        json(200, send("POST", "/api/v1/projects", "{\"project_id\":\"team-a\",\"name\":\"Team A\"}", ann));
        String members = "/api/v1/projects/team-a/members";
        String id = json(200, send("POST", members, "{\"user_id\":\"bob\",\"role\":\"viewer\"}", ann))
                .path("member_id")
                .asText();
        String[] bob = session("bob", PASSWORD);
        HttpResponse<Stream<String>> stream = client.send(
                HttpRequest.newBuilder(services.uri().resolve("/api/v1/events/stream"))
                        .headers(bob)
                        .build(),
                BodyHandlers.ofLines());
        assertThat(stream.statusCode()).isEqualTo(200);
        send("DELETE", members + "/" + id, "", ann);
        assertThat(CompletableFuture.supplyAsync(() -> stream.body().toList()).get(20, TimeUnit.SECONDS))
                .contains("retry: 1000")
                .noneMatch(line -> line.contains("member_removed"));
        json(403, send("GET", "/api/v1/events/stream", "", bob));
    }

    @Test
    void aMemberOfOneProjectCannotSeeGuessOrCountAnothers() throws Exception {
        makeUser("ann", "admin");
        String[] ann = session("ann", PASSWORD);
        makeUser("bob", "", ann);
        for (String project : List.of("team-a", "team-b")) {
            json(
                    200,
                    send(
                            "POST",
                            "/api/v1/projects",
                            "{\"project_id\":\"" + project + "\",\"name\":\"" + project + "\"}",
                            ann));
        }
        String member = "{\"user_id\":\"bob\",\"role\":\"operator\"}";
        JsonNode added = json(200, send("POST", "/api/v1/projects/team-a/members", member, ann));
        assertThat(added.path("role").asText()).isEqualTo("operator");
        json(409, send("POST", "/api/v1/projects/team-a/members", member, ann));
        json(404, send("POST", "/api/v1/projects/team-a/members", member.replace("bob", "eve"), ann));
        String one =
                "/api/v1/projects/team-a/members/" + added.path("member_id").asText();
        JsonNode viewer = json(200, send("PATCH", one, "{\"role\":\"viewer\"}", ann));
        assertThat(viewer.path("role").asText()).isEqualTo("viewer");
        assertThat(json(200, send("PATCH", one, "{\"role\":\"operator\"}", ann)))
                .isEqualTo(added);
        json(400, send("PATCH", one, "{}", ann));
        json(404, send("PATCH", one.replace("team-a", "team-b"), "{\"role\":\"admin\"}", ann));
        host(ann);
        String mine = provision("mine", "team-a", ann).at("/vm/vm_id").asText();
        String theirs = provision("theirs", "team-b", ann).at("/vm/vm_id").asText();
        String[] bob = session("bob", PASSWORD);
        assertThat(json(200, send("GET", "/api/v1/vms", "", bob)))
                .extracting(vm -> vm.path("name").asText())
                .containsExactly("mine");
        HttpResponse<String> page = send("GET", "/api/v1/vms?limit=1", "", bob);
        assertThat(json(200, page)).hasSize(1);
        // the next page's link tells no number that others' VMs count in
        String next = page.headers().firstValue("Link").orElseThrow().replaceAll(".*<(.*)>.*", "$1");
        assertThat(next)
                .contains("cursor="
                        + Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(mine.getBytes(StandardCharsets.US_ASCII)));
        assertThat(json(200, send("GET", next, "", bob))).isEmpty();
        String guess = Base64.getUrlEncoder().encodeToString(theirs.getBytes(StandardCharsets.US_ASCII));
        json(404, send("GET", "/api/v1/vms?limit=1&cursor=" + guess, "", bob));
        assertThat(json(200, send("GET", "/api/v1/vms?project_id=team-b", "", bob)))
                .isEmpty();
        assertThat(json(200, send("GET", "/api/v1/projects", "", bob))).hasSize(1);
        json(200, send("GET", "/api/v1/vms/" + mine, "", bob));
        String nowhere = UUID.randomUUID().toString();
        String guessed = send("GET", "/api/v1/vms/" + theirs, "", bob).body();
        assertThat(guessed)
                .isEqualTo(send("GET", "/api/v1/vms/" + nowhere, "", bob).body().replace(nowhere, theirs));
        json(404, send("DELETE", "/api/v1/vms/" + theirs, "", bob));
        json(404, send("GET", "/api/v1/projects/team-b", "", bob));
        assertThat(json(200, send("GET", "/api/v1/tasks", "", bob)))
                .extracting(task -> task.path("target").asText())
                .containsExactly("vm:" + mine);
        assertThat(json(200, send("GET", "/api/v1/tasks?vm_id=" + theirs, "", bob)))
                .isEmpty();
        String theirTask = json(200, send("GET", "/api/v1/tasks?vm_id=" + theirs, "", ann))
                .at("/0/task_id")
                .asText();
        json(404, send("POST", "/api/v1/tasks/" + theirTask + "/cancel", "{}", bob));
        assertThat(json(200, send("GET", "/api/v1/events?event_type=vm.provisioned", "", ann))
                        .findValuesAsText("address"))
                .containsExactly("127.0.0.1", "127.0.0.1");
        send("POST", "/api/v1/vms/provision", vm("bad", "team-a").replace("base.qcow2", "none.qcow2"), ann);
        String failed = json(200, send("GET", "/api/v1/tasks?status=failed", "", bob))
                .at("/0/task_id")
                .asText();
        assertThat(json(403, send("POST", "/api/v1/tasks/" + failed + "/retry", "{}", bob))
                        .path("detail")
                        .asText())
                .startsWith("Having a task of somebody else done again");
        json(403, send("POST", "/api/v1/projects/team-a/quota", "{\"vm_limit\":0}", bob));
        json(200, send("POST", "/api/v1/projects/team-a/quota", "{\"vm_limit\":1}", ann));
        JsonNode used = json(200, send("GET", "/api/v1/projects/team-a", "", bob));
        assertThat(used.path("vm_limit").asInt()).isEqualTo(1);
        assertThat(used.at("/used/vms").asInt()).isEqualTo(1);
        assertThat(json(403, send("POST", "/api/v1/vms/provision", vm("more", "team-a"), ann))
                        .path("code")
                        .asText())
                .isEqualTo("quota_exceeded");
        assertNoNameTellsOfOthers(theirs, bob, ann);
        assertEventsAreOnesOwn(bob, ann);
        String deletion = send("DELETE", "/api/v1/vms/" + mine, "", with(bob, "Prefer", "respond-async"))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        org.awaitility.Awaitility.await()
                .until(() -> json(200, send("GET", deletion, "", bob))
                        .path("completed_at")
                        .isTextual());
        assertThat(json(200, send("GET", "/api/v1/projects/team-a", "", bob))
                        .at("/used/vms")
                        .asInt())
                .isZero();
    }

    @Test
    void whoAsksForATaskDoesNotApproveItUnlessNobodyElseCan() throws Exception {
        makeUser("ann", "admin");
        String[] ann = session("ann", PASSWORD);
        host(ann);
        String policy = json(200, send("POST", "/api/v1/policies", """
                {"name":"looked at","category":"ops","spec":{"require_approval":"vm.provision"}}""", ann))
                .path("policy_id")
                .asText();
        json(200, send("POST", "/api/v1/policies/" + policy + "/bind-host", "{\"host_id\":\"h1\"}", ann));
        for (String project : List.of("team-a", "team-b")) {
            json(
                    200,
                    send(
                            "POST",
                            "/api/v1/projects",
                            "{\"project_id\":\"%s\",\"name\":\"%<s\"}".formatted(project),
                            ann));
        }
        assertThat(decide("approve", asked("only-admin", "team-a", ann), ann).statusCode())
                .isEqualTo(200);
        String[] bob = member("bob", "operator", ann);
        String[] dora = member("dora", "admin", ann);
        String asked = asked("of-bob", "team-a", bob);
        assertThat(decide("approve", asked, bob).statusCode()).isEqualTo(403);
        assertThat(decide("approve", asked, dora).statusCode()).isEqualTo(200);
        String own = asked("of-dora", "team-a", dora);
        assertThat(json(403, decide("approve", own, dora)).path("detail").asText())
                .isEqualTo(
                        "Who asks for a task does not approve it, too. Ask another admin, everywhere or of its project.");
        assertThat(json(200, decide("approve", own, ann)).at("/decision/by").asText())
                .isEqualTo("ann");
        json(403, decide("approve", asked("of-ann", "team-a", ann), ann));
        String others = asked("of-others", "team-b", ann);
        json(404, decide("approve", others, dora));
        json(404, decide("reject", others, dora));
        assertThat(decide("approve", others, ann).statusCode()).isEqualTo(200);
        assertThat(json(200, decide("reject", asked("not-now", "team-a", dora), dora))
                        .path("status")
                        .asText())
                .isEqualTo("rejected");
    }

    private String[] member(String name, String role, String[] ann) throws Exception {
        makeUser(name, "", ann);
        String body = "{\"user_id\":\"%s\",\"role\":\"%s\"}".formatted(name, role);
        json(200, send("POST", "/api/v1/projects/team-a/members", body, ann));
        return session(name, PASSWORD);
    }

    private String asked(String name, String project, String[] who) throws Exception {
        // the image is none of the catalogue: it is an empty disk that a member may ask for
        String body = vm(name, project).replace("\"image\":\"base.qcow2\"", "\"disk_size_gb\":1");
        JsonNode task = json(202, send("POST", "/api/v1/vms/provision", body, who));
        assertThat(task.path("status").asText()).isEqualTo("awaiting_approval");
        return task.path("task_id").asText();
    }

    private HttpResponse<String> decide(String act, String task, String[] who) throws Exception {
        return send("POST", "/api/v1/tasks/" + task + "/" + act, "{}", who);
    }

    private void host(String[] ann) throws Exception {
        hypervisors
                .host("10.0.0.1")
                .createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
        json(200, send("POST", "/api/v1/hosts/register", """
                {"host_id":"h1","name":"h1","address":"10.0.0.1","cpu_cores":0,"memory_mb":0,
                 "libvirt_uri":"qemu:///system","trust_on_first_use":true}""", ann));
    }

    /** A name that another project's VM has on the host is free to this one, and answers do not differ. */
    private void assertNoNameTellsOfOthers(String theirs, String[] bob, String[] ann) throws Exception {
        json(200, send("POST", "/api/v1/projects/team-a/quota", "{\"vm_limit\":0}", ann));
        JsonNode same = json(200, send("POST", "/api/v1/vms/provision", vm("theirs", "team-a"), ann));
        String id = same.at("/vm/vm_id").asText();
        assertThat(hypervisors.host("10.0.0.1").look().domains())
                .extracting(domain -> domain.name())
                .contains("theirs-" + id.substring(0, 8), "theirs-" + theirs.substring(0, 8));
        JsonNode seen = json(200, send("GET", "/api/v1/vms/" + id, "", bob));
        assertThat(seen.path("name").asText()).isEqualTo("theirs");
        assertThat(seen.path("domain_name").asText()).isEqualTo("theirs-" + id.substring(0, 8));
        assertThat(json(409, send("POST", "/api/v1/vms/provision", vm("theirs", "team-a"), ann))
                        .path("detail")
                        .asText())
                .isEqualTo("There is a VM theirs on host h1 already.");
        String large = vm("large", "team-a").replace("\"h1\"", "\"auto\"").replace("base.qcow2", "debian");
        assertThat(json(403, send("POST", "/api/v1/vms/provision", large.replace("auto", "h1"), bob))
                        .path("detail")
                        .asText())
                .startsWith("Volume debian may belong to somebody else.");
        assertThat(json(409, send("POST", "/api/v1/vms/provision", large, bob))
                        .path("detail")
                        .asText())
                .isEqualTo("No host can take VM large. Ask for less, or ask those who look after the hosts.");
        assertThat(json(409, send("POST", "/api/v1/vms/provision", large, ann))
                        .path("detail")
                        .asText())
                .isEqualTo("No host can take VM large. h1: has not got image debian.");
        json(200, send("DELETE", "/api/v1/vms/" + id, "", bob));
        assertThat(json(200, send("GET", "/api/v1/networks", "", bob)))
                .allSatisfy(network -> assertThat(network.path("used_by")).isEmpty())
                .extracting(network -> network.path("name").asText())
                .contains("default");
        for (String path : List.of("hosts", "policies", "runbooks", "audit/verify", "placement/explain")) {
            assertThat(send("GET", "/api/v1/" + path, "", bob).statusCode())
                    .as(path)
                    .isIn(403, 404, 405);
        }
    }

    private void assertEventsAreOnesOwn(String[] bob, String[] ann) throws Exception {
        JsonNode all = json(200, send("GET", "/api/v1/events?limit=1000", "", ann));
        JsonNode own = json(200, send("GET", "/api/v1/events?limit=1000", "", bob));
        assertThat(own.findValuesAsText("message"))
                .contains("VM mine was made on h1", "VM theirs was made on h1", "VM theirs was deleted from h1")
                .hasSizeLessThan(all.size())
                .noneMatch(message -> message.contains("team-b") || message.contains("ann logged in"));
        assertThat(own.findValuesAsText("type"))
                .contains("project.quota_set", "project.member_added", "vm.provisioned");
        assertThat(own.findValuesAsText("message").stream().filter("VM theirs was made on h1"::equals))
                .hasSize(1);
        List<Long> ids = ids(own);
        assertThat(ids).doesNotHaveDuplicates().doesNotContainAnyElementsOf(ids(all));
        List<Long> paged = new ArrayList<>();
        for (String next = "/api/v1/events?limit=4"; next != null; ) {
            HttpResponse<String> answer = send("GET", next, "", bob);
            paged.addAll(ids(json(200, answer)));
            next = answer.headers()
                    .firstValue("Link")
                    .map(link -> link.replaceAll(".*<(.*)>.*", "$1"))
                    .orElse(null);
        }
        assertThat(paged).isEqualTo(ids);
        String oldest = String.valueOf(ids.get(ids.size() - 1));
        assertThat(heard(ids.size() - 1, with(bob, "Last-Event-ID", oldest)))
                .containsExactlyInAnyOrderElementsOf(ids.subList(0, ids.size() - 1));
        JsonNode counts = json(200, send("GET", "/api/v1/events/counts?hours=24", "", bob));
        long counted = 0;
        for (JsonNode count : counts.path("counts")) {
            counted += count.path("events").asLong();
        }
        assertThat(counted).isEqualTo(own.size());
        assertThat(send("GET", "/events", "", with(bob, "Accept", "text/html")).body())
                .contains("VM mine was made on h1")
                .doesNotContain("team-b");
    }

    private static List<Long> ids(JsonNode events) {
        List<Long> ids = new ArrayList<>();
        events.forEach(event -> ids.add(event.path("event_id").asLong()));
        return ids;
    }

    /** The numbers of the next events that the stream tells of. */
    private List<Long> heard(int count, String[] headers) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + services.uri().getPort() + "/api/v1/events/stream"))
                .headers(headers)
                .build();
        return CompletableFuture.supplyAsync(() -> {
                    try (Stream<String> lines =
                            client.send(request, BodyHandlers.ofLines()).body()) {
                        return lines.filter(line -> line.startsWith("data: {\"event_id\":"))
                                .limit(count)
                                .map(line -> Long.valueOf(line.replaceAll("\\D*(\\d+).*", "$1")))
                                .toList();
                    } catch (IOException | InterruptedException e) {
                        throw new CompletionException(e);
                    }
                })
                .get(20, TimeUnit.SECONDS);
    }

    private static String[] with(String[] headers, String name, String value) {
        String[] more = java.util.Arrays.copyOf(headers, headers.length + 2);
        more[headers.length] = name;
        more[headers.length + 1] = value;
        return more;
    }

    private JsonNode provision(String name, String project, String[] headers) throws Exception {
        return json(200, send("POST", "/api/v1/vms/provision", vm(name, project), headers));
    }

    private static String vm(String name, String project) {
        return "{\"host_id\":\"h1\",\"name\":\"" + name
                + "\",\"cpu_cores\":1,\"memory_mb\":64,\"image\":\"base.qcow2\"," + "\"project_id\":\"" + project
                + "\"}";
    }
}
