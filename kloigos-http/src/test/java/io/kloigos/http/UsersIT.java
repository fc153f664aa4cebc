package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.http.connection.TrustedProxies;
import io.kloigos.http.image.ImageFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Users, sessions, tokens and projects over HTTP. */
class UsersIT {
    private static final String PASSWORD = "correct horse battery";

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private Path images;
    private KloigosServices services;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        images = folder;
        services = start("127.0.0.1");
    }

    private KloigosServices start(String bind, String... names) throws Exception {
        return start(new HttpServerConfig(bind, 0, "", Set.of(names), 1 << 20, Duration.ofSeconds(1)));
    }

    private KloigosServices start(HttpServerConfig config) throws Exception {
        return KloigosServices.start(
                config,
                new KloigosConfig(mariaDb.database(), WatchSettings.defaults()),
                hypervisors,
                new ImageFolder(images));
    }

    @AfterEach
    void stop() {
        services.close();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + services.uri().getPort() + path))
                .method(method, BodyPublishers.ofString(body));
        if (!body.isEmpty() && !List.of(headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(int status, HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return new ObjectMapper().readTree(answer.body());
    }

    private JsonNode makeUser(String name, String role, String... headers) throws Exception {
        String rest = role.isEmpty() ? "" : ",\"role\":\"" + role + "\"";
        return json(
                200,
                send(
                        "POST",
                        "/api/v1/users",
                        "{\"name\":\"" + name + "\",\"password\":\"" + PASSWORD + "\"" + rest + "}",
                        headers));
    }

    private HttpResponse<String> login(String name, String password) throws Exception {
        return send("POST", "/api/v1/login", "{\"name\":\"" + name + "\",\"password\":\"" + password + "\"}");
    }

    /** The headers of a session: its cookie and the token for changes. */
    private String[] session(String name, String password) throws Exception {
        HttpResponse<String> answer = login(name, password);
        String csrf = json(200, answer).path("csrf_token").asText();
        return new String[] {"Cookie", cookie(answer), "X-CSRF-Token", csrf};
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("kloigos_session="))
                .findFirst()
                .orElseThrow()
                .split(";", 2)[0];
    }

    private String[] token(String[] session, String body) throws Exception {
        JsonNode token = json(200, send("POST", "/api/v1/tokens", body, session));
        return new String[] {"Authorization", "Bearer " + token.path("token").asText()};
    }

    @Test
    void loopbackIsOpenUntilThereIsAUser() throws Exception {
        JsonNode me = json(200, send("GET", "/api/v1/me", ""));
        assertThat(me.path("name").asText()).isEqualTo("local");
        assertThat(me.path("role").asText()).isEqualTo("admin");
        assertThat(json(409, send("POST", "/api/v1/tokens", "{\"name\":\"t\"}"))
                        .path("detail")
                        .asText())
                .startsWith("There are no users yet.");
        assertThat(json(409, send("POST", "/api/v1/users", "{\"name\":\"bob\",\"password\":\"" + PASSWORD + "\"}"))
                        .path("detail")
                        .asText())
                .startsWith("The first user must have the role admin");
        makeUser("ann", "admin");
        HttpResponse<String> stranger = send("GET", "/api/v1/vms", "");
        assertThat(json(401, stranger).path("code").asText()).isEqualTo("unauthenticated");
        assertThat(stranger.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"kloigos\"");
        HttpResponse<String> page = send("GET", "/", "", "Accept", "text/html,*/*");
        assertThat(page.statusCode()).isEqualTo(303);
        assertThat(page.headers().firstValue("Location").orElseThrow()).endsWith("/login?next=%2F");
        json(200, send("GET", "/healthz", ""));
    }

    @Test
    void aSessionIsACookieAndChangesNeedItsToken() throws Exception {
        makeUser("ann", "admin");
        json(401, login("ann", "something else"));
        json(401, login("nobody", PASSWORD));
        HttpResponse<String> answer = login("ann", PASSWORD);
        assertThat(answer.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith("kloigos_session=")
                        .contains("HttpOnly")
                        .contains("SameSite=Lax"))
                .anySatisfy(
                        cookie -> assertThat(cookie).startsWith("kloigos_csrf=").doesNotContain("HttpOnly"));
        String[] session = session("ann", PASSWORD);
        JsonNode me = json(200, send("GET", "/api/v1/me", "", session));
        assertThat(me.path("name").asText()).isEqualTo("ann");
        assertThat(me.path("csrf_token").asText()).isEqualTo(session[3]);
        String project = "{\"name\":\"team-a\"}";
        assertThat(json(403, send("POST", "/api/v1/projects", project, "Cookie", session[1]))
                        .path("detail")
                        .asText())
                .contains("X-CSRF-Token");
        json(200, send("POST", "/api/v1/projects", project, session));
        JsonNode event = json(200, send("GET", "/api/v1/events?event_type=project.created", "", session));
        assertThat(event.at("/0/actor").asText()).isEqualTo("ann");
        assertThat(json(200, send("POST", "/api/v1/logout", "", session))
                        .path("status")
                        .asText())
                .isEqualTo("logged_out");
        json(401, send("GET", "/api/v1/me", "", session));
        assertThat(column("select secret_hash from user_session"))
                .allMatch(hash -> !answer.body().contains(hash));
        assertThat(column("select password_hash from user_account"))
                .allMatch(hash -> hash.startsWith("$argon2id$v=19$"));
    }

    private List<String> column(String sql) throws Exception {
        List<String> values = new java.util.ArrayList<>();
        try (Connection connection = mariaDb.connect();
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    @Test
    void guessingIsSlowedDown() throws Exception {
        makeUser("ann", "admin");
        for (int i = 0; i < 5; i++) {
            json(401, login("ann", "guess number " + i));
        }
        JsonNode refused = json(429, login("ann", PASSWORD));
        assertThat(refused.path("detail").asText()).startsWith("Too many logins have failed. Try again in ");
        json(401, login("bob", "another account"));
    }

    @Test
    void whoGuessesFromOneAddressIsSlowedDownWhateverTheNames() throws Exception {
        makeUser("ann", "admin");
        for (int i = 0; i < 20; i++) {
            json(401, login("guess-" + i, PASSWORD));
        }
        assertThat(json(429, login("ann", PASSWORD)).path("detail").asText())
                .startsWith("Too many logins have failed. Try again in ");
        assertThat(loginFrom("127.0.0.2", "")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aProxyThatIsBelievedSaysWhoCalls() throws Exception {
        makeUser("ann", "admin");
        services.close();
        services = start(HttpServerConfig.loopback(0).withProxies(TrustedProxies.of(Set.of("127.0.0.1"))));
        String forged = "X-Forwarded-For: 192.0.2.1, 192.0.2.2\r\n";
        assertThat(loginFrom("127.0.0.1", "")).startsWith("HTTP/1.1 200 ");
        assertThat(loginFrom("127.0.0.1", forged)).startsWith("HTTP/1.1 200 ");
        assertThat(loginFrom("127.0.0.1", "X-Forwarded-For: 192.0.2.1, nobody\r\n"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(loginFrom("127.0.0.2", forged)).startsWith("HTTP/1.1 200 ");
        JsonNode logins =
                json(200, send("GET", "/api/v1/events?event_type=user.logged_in", "", session("ann", PASSWORD)));
        assertThat(logins.findValuesAsText("address"))
                .containsExactly("127.0.0.1", "127.0.0.2", "127.0.0.1", "192.0.2.2", "127.0.0.1");
    }

    /** Logs ann in from that address of this machine; tells the answer as it comes. */
    private String loginFrom(String address, String header) throws Exception {
        String body = "{\"name\":\"ann\",\"password\":\"" + PASSWORD + "\"}";
        return RawHttp.send(
                InetAddress.getByName(address),
                services.uri().getPort(),
                "POST /api/v1/login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
                        + header + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    @Test
    void tokensDoWhatTheyAreForUntilTheyEnd() throws Exception {
        makeUser("ann", "admin");
        String[] ann = session("ann", PASSWORD);
        json(200, send("POST", "/api/v1/projects", "{\"project_id\":\"team-a\",\"name\":\"A\"}", ann));
        String[] full = token(ann, "{\"name\":\"full\"}");
        String[] looks = token(ann, "{\"name\":\"looks\",\"role\":\"viewer\"}");
        String[] inside = token(ann, "{\"name\":\"inside\",\"project_id\":\"team-a\"}");
        json(409, send("POST", "/api/v1/tokens", "{\"name\":\"full\"}", ann));
        json(404, send("POST", "/api/v1/tokens", "{\"name\":\"else\",\"project_id\":\"nowhere\"}", ann));
        json(400, send("POST", "/api/v1/tokens", "{\"name\":\"old\",\"expires_at\":\"2020-01-01T00:00:00Z\"}", ann));
        json(200, send("GET", "/api/v1/users", "", full));
        json(200, send("GET", "/api/v1/vms", "", looks));
        json(403, send("GET", "/api/v1/users", "", looks));
        json(403, send("POST", "/api/v1/projects", "{\"name\":\"b\"}", looks));
        json(403, send("POST", "/api/v1/tokens", "{\"name\":\"more\"}", looks));
        json(200, send("GET", "/api/v1/projects/team-a", "", inside));
        json(403, send("GET", "/api/v1/hosts", "", inside));
        JsonNode listed = json(200, send("GET", "/api/v1/tokens", "", ann));
        assertThat(listed).hasSize(3).allMatch(token -> !token.has("token"));
        assertThat(listed.get(0).path("last_used_at").isTextual()).isTrue();
        assertThat(column("select secret_hash from api_token"))
                .allMatch(hash -> hash.length() == 64 && !full[1].contains(hash));
        json(
                200,
                send(
                        "DELETE",
                        "/api/v1/tokens/" + listed.get(0).path("token_id").asText(),
                        "",
                        ann));
        json(401, send("GET", "/api/v1/users", "", full));
        json(401, send("GET", "/api/v1/users", "", "Authorization", "Bearer kloigos_" + "x".repeat(43)));
        try (Connection connection = mariaDb.connect()) {
            connection
                    .createStatement()
                    .execute(
                            "update api_token set expires_at = utc_timestamp(3) - interval 1 second where name = 'looks'");
        }
        json(401, send("GET", "/api/v1/vms", "", looks));
    }

    @Test
    void aServiceAccountHasTokensAndNoPassword() throws Exception {
        makeUser("ann", "admin");
        String[] ann = session("ann", PASSWORD);
        String bot = "{\"name\":\"bot\",\"kind\":\"service\",\"role\":\"operator\"";
        json(400, send("POST", "/api/v1/users", bot + ",\"password\":\"" + PASSWORD + "\"}", ann));
        String id = json(200, send("POST", "/api/v1/users", bot + "}", ann))
                .path("user_id")
                .asText();
        json(409, send("POST", "/api/v1/users/" + id + "/password", "{\"password\":\"" + PASSWORD + "\"}", ann));
        json(401, login("bot", PASSWORD));
        String[] token = token(ann, "{\"name\":\"nightly\",\"user_id\":\"" + id + "\"}");
        assertThat(json(200, send("GET", "/api/v1/me", "", token)).path("name").asText())
                .isEqualTo("bot");
        json(403, send("GET", "/api/v1/users", "", token));
        json(200, send("DELETE", "/api/v1/users/" + id, "", ann));
        json(401, send("GET", "/api/v1/me", "", token));
    }

    @Test
    void thereIsAlwaysAnAdminAndWhoIsDisabledIsOut() throws Exception {
        String annId = makeUser("ann", "admin").path("user_id").asText();
        String[] ann = session("ann", PASSWORD);
        String bobId = makeUser("bob", "viewer", ann).path("user_id").asText();
        String[] bob = session("bob", PASSWORD);
        json(409, send("DELETE", "/api/v1/users/" + annId, "", ann));
        json(409, send("PATCH", "/api/v1/users/" + annId, "{\"role\":\"none\"}", ann));
        json(409, send("PATCH", "/api/v1/users/" + annId, "{\"disabled\":true}", ann));
        json(403, send("GET", "/api/v1/users", "", bob));
        json(200, send("PATCH", "/api/v1/users/" + bobId, "{\"disabled\":true}", ann));
        json(401, send("GET", "/api/v1/me", "", bob));
        json(401, login("bob", PASSWORD));
        json(200, send("PATCH", "/api/v1/users/" + bobId, "{\"disabled\":false,\"role\":\"admin\"}", ann));
        assertThat(json(200, send("GET", "/api/v1/events?event_type=user.changed", "", ann))
                        .at("/0/difference")
                        .toString())
                .isEqualTo("{\"disabled\":[true,false],\"role\":[\"viewer\",\"admin\"]}");
        json(200, send("DELETE", "/api/v1/users/" + annId, "", session("bob", PASSWORD)));
        json(401, send("GET", "/api/v1/me", "", ann));
    }

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

    @Test
    void theFirstStartForOthersMakesAnAdminWhoHasToSetAPassword() throws Exception {
        services.close();
        // a start that fails makes no password that nobody sees
        assertThatThrownBy(() -> start("192.0.2.1")).hasMessageContaining("--bind");
        services = start("0.0.0.0");
        String password = services.firstPassword().orElseThrow();
        json(401, send("GET", "/api/v1/me", ""));
        String[] once = session("admin", password);
        assertThat(json(200, send("GET", "/api/v1/me", "", once))
                        .path("password_change_required")
                        .asBoolean())
                .isTrue();
        assertThat(json(403, send("GET", "/api/v1/vms", "", once))
                        .path("detail")
                        .asText())
                .isEqualTo("Set another password first: POST /api/v1/me/password.");
        assertThat(form("name=admin&password=" + password + "&next=/").body())
                .contains("Choose a password of your own");
        String change = "{\"current_password\":\"" + password + "\",\"new_password\":\"" + PASSWORD + "\"}";
        json(400, send("POST", "/api/v1/me/password", change.replace(PASSWORD, "short"), once));
        json(200, send("POST", "/api/v1/me/password", change, once));
        json(401, send("GET", "/api/v1/vms", "", once));
        json(200, send("GET", "/api/v1/vms", "", session("admin", PASSWORD)));
        services.close();
        services = start("0.0.0.0");
        assertThat(services.firstPassword()).isEmpty();
    }

    @Test
    void aServerWithANameForOthersIsNotOpenThoughItListensOnLoopback() throws Exception {
        services.close();
        services = start("127.0.0.1", "cmdb.example.org");
        assertThat(services.firstPassword()).isPresent();
        json(401, send("GET", "/api/v1/me", ""));
    }

    @Test
    void thePageLogsInAndGoesOnToPagesOfOursOnly() throws Exception {
        makeUser("ann", "admin");
        assertThat(send("GET", "/login?next=/vms", "").body())
                .contains("<input type=\"hidden\" name=\"next\" value=\"/vms\">");
        assertThat(form("name=ann&password=wrong&next=/vms").body()).contains("The name or the password is wrong");
        String password = "name=ann&password=" + PASSWORD.replace(" ", "+");
        HttpResponse<String> in = form(password + "&next=/vms");
        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(in.headers().firstValue("Location").orElseThrow()).endsWith("/vms");
        assertThat(cookie(in)).isNotEqualTo("kloigos_session=");
        for (String elsewhere : List.of("https://evil.example", "//evil.example", "/%5Cevil.example/", "")) {
            assertThat(URI.create(form(password + "&next=" + elsewhere)
                                    .headers()
                                    .firstValue("Location")
                                    .orElseThrow())
                            .getHost())
                    .isIn(null, "127.0.0.1");
        }
    }

    @Test
    void aPasswordIsChangedOnAPageThatNeedsNoSession() throws Exception {
        makeUser("ann", "admin");
        String current = "name=ann&password=" + PASSWORD.replace(" ", "+");
        assertThat(send("GET", "/login/password", "").body()).contains("name=\"new_password\"");
        assertThat(form("/login/password", "name=ann&password=wrong&new_password=another+long+one")
                        .body())
                .contains("The name or the password is wrong");
        assertThat(form("/login/password", current + "&new_password=short").body())
                .contains("new_password must have");
        HttpResponse<String> changed = form("/login/password", current + "&new_password=another+long+one");
        assertThat(changed.statusCode()).isEqualTo(303);
        assertThat(changed.headers().firstValue("Location").orElseThrow()).endsWith("/login");
        json(401, login("ann", PASSWORD));
        json(200, login("ann", "another long one"));
    }

    private HttpResponse<String> form(String body) throws Exception {
        return form("/login", body);
    }

    private HttpResponse<String> form(String path, String body) throws Exception {
        return send("POST", path, body, "Content-Type", "application/x-www-form-urlencoded");
    }
}
