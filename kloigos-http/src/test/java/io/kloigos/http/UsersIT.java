package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kloigos.http.connection.TrustedProxies;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Users, sessions and tokens over HTTP. */
class UsersIT extends ServerWithUsers {
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
