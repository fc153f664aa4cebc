package io.kloigos.http.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may do what, by clicks: from nobody to an admin, a service account with a token, and members of a project. */
class AccountsClientIT {
    private static final String PASSWORD = "correct horse battery";
    private static final Pattern ONE_USER = Pattern.compile("/users/[0-9a-f-]{36}(#token)?$");

    @RegisterExtension
    static final ConsoleOnFakes CONSOLE = new ConsoleOnFakes();

    private Operator operator;
    private Page page;

    @BeforeEach
    void sitDown() {
        operator = CONSOLE.operator();
        page = operator.page();
    }

    @Test
    void theFirstUserIsMadeAndLetsOthersIn() throws Exception {
        makeTheFirstUser();
        String token = makeServiceAccount();
        assertThat(statusWith(token)).isEqualTo(200);
        operator.press("Revoke deploy");
        operator.press("confirm", "Go on");
        assertThat(page.locator("#tokens")).containsText("None.");
        assertThat(statusWith(token)).isEqualTo(401);
        letIntoAProject();
        useTheAccountMenu();
        assertThat(operator.complaints()).isEmpty();
    }

    private void makeTheFirstUser() {
        operator.opens("");
        operator.press("Account");
        operator.follow("Users");
        operator.press("Create user");
        operator.field("create", "Name").fill("ada");
        operator.field("create", "Password").fill("short");
        operator.press("create", "Create");
        assertThat(operator.field("create", "Password")).hasAttribute("aria-invalid", "true");
        assertThat(operator.field("create", "Password")).hasValue("short");
        assertThat(operator.complaints()).singleElement().asString().endsWith("/users answered 400");
        operator.field("create", "Password").fill(PASSWORD);
        operator.press("create", "Create");
        page.waitForURL(Pattern.compile("/login\\?next="));
        operator.logsIn("ada", PASSWORD);
    }

    private String makeServiceAccount() {
        operator.opens("users");
        operator.press("Create service account");
        operator.field("service", "Name").fill("ci");
        operator.field("service", "Role everywhere").selectOption("viewer");
        operator.press("service", "Create");
        page.waitForURL(ONE_USER);
        operator.field("token", "Name").fill("deploy");
        operator.press("token", "Create");
        assertThat(page.locator("#secret-text")).hasText(Pattern.compile("kloigos_\\S+"));
        String secret = page.locator("#secret-text").textContent();
        operator.press("secret", "I have it");
        assertThat(page.locator("#tokens")).containsText("deploy");
        assertThat(page.content()).doesNotContain(secret);
        return secret;
    }

    private static int statusWith(String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(CONSOLE.home() + "api/v1/hosts"))
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    private void letIntoAProject() {
        operator.opens("projects");
        operator.press("Create project");
        operator.field("create", "Name").fill("Web shop");
        operator.field("create", "Id").fill("shop");
        operator.press("create", "Create");
        page.waitForURL(CONSOLE.home() + "projects/shop");
        operator.press("Add member");
        operator.field("member", "User").fill("ci");
        operator.press("member", "Add");
        assertThat(page.locator("#members tbody")).containsText("viewer");
        operator.press("Change the role of ci");
        assertThat(page.locator("#role-title")).hasText("Role of ci");
        operator.field("role", "Role").selectOption("operator");
        operator.press("role", "Save");
        assertThat(page.locator("#members tbody")).containsText("operator");
        operator.press("Remove ci");
        operator.press("confirm", "Go on");
        assertThat(page.locator("#members")).containsText("Nobody yet.");
    }

    private void useTheAccountMenu() {
        operator.press("Account");
        assertThat(page.locator("#account")).containsText("admin everywhere");
        page.keyboard().press("Escape");
        assertThat(page.locator("#account")).isHidden();
        operator.press("Account");
        operator.follow("Your account");
        operator.field("Current password").fill(PASSWORD);
        operator.field("New password").fill(PASSWORD + " staple");
        operator.press("Change it");
        page.waitForURL(CONSOLE.home() + "login");
        operator.logsIn("ada", PASSWORD + " staple");
    }
}
