package io.kloigos.http.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.UUID;
import java.util.regex.Pattern;

/** What goes by itself: runbooks, schedules, webhooks; and the record of all that. */
final class RunbookClicks {
    private final ConsoleOnLab console;
    private final Operator operator;
    private final Page page;

    RunbookClicks(ConsoleOnLab console, Operator operator) {
        this.console = console;
        this.operator = operator;
        this.page = operator.page();
    }

    /** @param vm one of the first host that is off */
    void writeAndRun(UUID vm) {
        operator.opens("runbooks");
        operator.press("Create runbook");
        Locator text = operator.field("create", "Runbook");
        String example = text.inputValue();
        text.fill(example.replace("verb: vm.snapshot", "verb: vm.forget"));
        operator.isRefused("create", "Create", "Runbook");
        text.fill(example);
        operator.press("create", "Create");
        page.waitForURL(Pattern.compile("/runbooks/restart-web$"));
        operator.press("Run");
        operator.field("execute", "VM").fill(vm.toString());
        operator.press("execute", "Show what would run");
        assertThat(page.locator("#execute [data-plan]")).isVisible();
        operator.press("execute", "Run");
        page.waitForURL(Pattern.compile("/tasks/[0-9a-f-]{36}$"));
        assertThat(page.locator("#task dl").first()).containsText("succeeded");
        assertThat(page.locator("#task")).containsText("Take snapshot before-restart");
        assertThat(console.virsh(0, "snapshot-list --name " + vm)).isNotBlank();
    }

    void schedule(UUID vm) {
        operator.opens("schedules");
        operator.press("Create schedule");
        operator.field("create", "Runbook").selectOption("restart-web");
        operator.field("create", "When").fill("99 * * * *");
        operator.field("create", "VM").fill(vm.toString());
        operator.isRefused("create", "Create", "When");
        operator.field("create", "When").fill("0 3 * * *");
        operator.press("create", "Create");
        page.waitForURL(Pattern.compile("/schedules/[0-9a-f-]{36}$"));
        assertThat(page.locator("#next li").first()).containsText("03:00:00 UTC");
        operator.press("Pause");
        assertThat(page.locator("#facts")).containsText("paused");
        operator.press("Resume");
        assertThat(page.locator("#facts")).containsText("active");
        operator.press("Delete");
        operator.goesOn();
        page.waitForURL(Pattern.compile("/schedules$"));
        assertThat(page.locator("#list")).containsText("Nothing is scheduled");
        operator.opens("runbooks/restart-web");
        operator.press("Delete");
        operator.goesOnWith("restart-web");
        page.waitForURL(Pattern.compile("/runbooks$"));
        assertThat(page.locator("#list")).not().containsText("restart-web");
    }

    void tellOthers() throws Exception {
        try (Listener listener = new Listener()) {
            operator.opens("webhooks");
            operator.press("Create webhook");
            operator.field("create", "URL").fill("no address");
            operator.isRefused("create", "Create", "URL");
            operator.field("create", "URL").fill(listener.address());
            operator.field("create", "Events").fill("project.created");
            operator.press("create", "Create");
            assertThat(page.locator("#secret-text")).hasText(Pattern.compile("\\S{32,}"));
            operator.press("secret", "I have it");
            page.waitForURL(Pattern.compile("/webhooks/[0-9a-f-]{36}$"));
            console.call("POST", "api/v1/projects", "{\"project_id\":\"told\",\"name\":\"told\"}");
            console.call("DELETE", "api/v1/projects/told", "");
            listener.awaitCount(1);
            page.locator("#deliveries tbody button").first().click();
            listener.awaitCount(2);
            operator.press("Disable");
            operator.goesOn();
            assertThat(page.locator("#facts")).containsText("disabled");
            operator.press("Delete");
            operator.goesOn();
            page.waitForURL(Pattern.compile("/webhooks$"));
        }
    }

    void lookAtTheRecord() {
        operator.opens("audit");
        operator.press("Verify");
        assertThat(page.locator("#verified")).containsText("The record is whole");
        assertThat(page.waitForDownload(() -> operator.press("Export")).suggestedFilename())
                .endsWith(".json");
        operator.press("Change");
        operator.field("retention", "Days").fill("0");
        operator.isRefused("retention", "Save", "Days");
        operator.field("retention", "Days").fill("30");
        operator.press("retention", "Save");
        assertThat(page.locator("#kept")).containsText("30 days");
    }
}
