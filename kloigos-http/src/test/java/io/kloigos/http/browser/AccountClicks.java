package io.kloigos.http.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.regex.Pattern;

/** What is done to users: somebody is let in with a password of the moment, chooses another, and goes again. */
final class AccountClicks {
    static final String USER = "grace";
    private static final String FIRST = "correct horse";
    private static final String CHOSEN = "battery staple";

    private final ConsoleOnLab console;
    private final Operator operator;
    private final Page page;

    AccountClicks(ConsoleOnLab console, Operator operator) {
        this.console = console;
        this.operator = operator;
        this.page = operator.page();
    }

    void letIn() {
        operator.opens("users");
        operator.press("Create user");
        operator.field("create", "Name").fill(USER);
        operator.field("create", "Password").fill("short");
        operator.isRefused("create", "Create", "Password");
        operator.field("create", "Password").fill(FIRST + FIRST);
        operator.press("create", "Create");
        page.waitForURL(Pattern.compile("/users/[0-9a-f-]{36}$"));
        operator.press("Edit");
        operator.field("edit", "Role everywhere").selectOption("viewer");
        operator.press("edit", "Save");
        assertThat(page.locator("#facts")).containsText("viewer");
        operator.press("New token");
        operator.field("token", "Name").fill("deploy");
        operator.press("token", "Create");
        assertThat(page.locator("#secret-text")).hasText(Pattern.compile("kloigos_\\S+"));
        operator.press("secret", "I have it");
        operator.press("Revoke deploy");
        operator.goesOn();
        assertThat(page.locator("#tokens")).containsText("None.");
        operator.press("Set a password");
        operator.field("reset", "Password").fill(FIRST);
        operator.press("reset", "Set it");
        assertThat(page.locator("#facts")).containsText("to be changed at the next login");
        choosesAPassword();
    }

    private void choosesAPassword() {
        try (Operator grace = console.stranger(console.home())) {
            grace.opens("login");
            grace.field("Name").fill(USER);
            grace.field("Password").fill(FIRST);
            grace.press("Log in");
            grace.field("Current password").fill(FIRST);
            grace.field("New password").fill(FIRST + CHOSEN);
            grace.press("Change it");
            grace.page().waitForURL(Pattern.compile("/login$"));
            grace.logsIn(USER, FIRST + CHOSEN);
            grace.press("Account");
            grace.follow("Your account");
            grace.field("Current password").fill("not this one");
            grace.field("New password").fill(CHOSEN);
            grace.isRefused("password", "Change it", "Current password");
            grace.field("Current password").fill(FIRST + CHOSEN);
            grace.press("Change it");
            grace.page().waitForURL(Pattern.compile("/login$"));
            grace.logsIn(USER, CHOSEN);
            grace.press("Account");
            grace.press("Log out");
            grace.page().waitForURL(Pattern.compile("/login$"));
            assertThat(grace.complaints()).isEmpty();
            operator.alsoDid(grace);
        }
    }

    /** Makes an admin of that user, who is then at work in a window of their own. */
    Operator promote() {
        operator.opens("users");
        operator.follow(USER);
        operator.press("Edit");
        operator.field("edit", "Role everywhere").selectOption("admin");
        operator.press("edit", "Save");
        assertThat(page.locator("#facts")).containsText("admin");
        Operator grace = console.stranger(console.home());
        grace.logsIn(USER, CHOSEN);
        return grace;
    }

    void letGo() throws Exception {
        operator.opens("users");
        operator.follow(USER);
        operator.press("Delete");
        operator.goesOnWith(USER);
        page.waitForURL(Pattern.compile("/users$"));
        assertThat(page.locator("#list")).not().containsText(USER);
        assertThat(console.call("GET", "api/v1/users", "").toString()).doesNotContain(USER);
    }
}
