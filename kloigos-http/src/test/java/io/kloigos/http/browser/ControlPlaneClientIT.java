package io.kloigos.http.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is decided about, by clicks: projects, policies, tasks that wait, runbooks, webhooks. */
class ControlPlaneClientIT {
    private static final Pattern ONE_TASK = Pattern.compile("/tasks/[0-9a-f-]{36}$");
    private static final Pattern ONE_POLICY = Pattern.compile("/policies/[0-9a-f-]{36}$");

    @RegisterExtension
    static final ConsoleOnFakes CONSOLE = new ConsoleOnFakes();

    private Operator operator;
    private Page page;

    @BeforeEach
    void sitDown() {
        operator = CONSOLE.operator();
        page = operator.page();
    }

    /** Types what the question asks for, and goes on. */
    private void confirm(String name) {
        operator.field("confirm", "Type its name to go on").fill(name);
        operator.press("confirm", "Go on");
    }

    private void makeProject(String id, String name) {
        operator.opens("projects");
        operator.press("Create project");
        operator.field("create", "Name").fill(name);
        operator.field("create", "Id").fill(id);
        operator.press("create", "Create");
        page.waitForURL(CONSOLE.home() + "projects/" + id);
    }

    @Test
    void listsAreNarrowedToAProjectWhoseQuotaCounts() {
        CONSOLE.register();
        CONSOLE.makesVm("lonely");
        makeProject("shop", "Web shop");
        assertThat(page.locator("#used")).containsText("no limit");
        operator.press("Edit quotas");
        operator.field("quota", "VMs").fill("1");
        operator.press("quota", "Save");
        assertThat(page.locator("#used")).containsText("0 of 1");
        operator.press("Show only this project");
        assertThat(page.locator(".switch summary")).containsText("Web shop");
        operator.opens("vms");
        assertThat(page.locator("#list")).containsText("No VM in Web shop");
        CONSOLE.makesVm("shop-01");
        operator.opens("vms");
        assertThat(page.locator("#list tbody tr")).hasCount(1);
        operator.opens("vms/new");
        operator.field("Name").fill("shop-02");
        operator.press("Create VM");
        assertThat(page.locator("[data-problem]")).containsText("1 of 1 VMs");
        assertThat(operator.complaints()).singleElement().asString().endsWith("/vms/provision answered 403");
        page.locator(".switch summary").click();
        operator.press("All projects");
        operator.opens("vms");
        assertThat(page.locator("#list tbody tr")).hasCount(2);
        takeOutOfTheProject("shop-01");
        operator.opens("projects/shop");
        operator.press("Move a VM in");
        operator.field("take", "VM").selectOption("lonely on h1");
        operator.press("take", "Move");
        assertThat(page.locator("#vms tbody")).containsText("lonely");
        operator.opens("vms");
        takeOutOfTheProject("lonely");
        operator.opens("projects/shop");
        operator.press("Delete");
        confirm("Web shop");
        page.waitForURL(CONSOLE.home() + "projects");
        assertThat(page.locator("#list")).containsText("There are no projects yet");
        assertThat(operator.complaints()).isEmpty();
    }

    private void takeOutOfTheProject(String vm) {
        operator.field("Select " + vm).check();
        operator.press("Move to project");
        operator.field("give", "Project").selectOption("None");
        operator.press("give", "Move");
        assertThat(page.locator("#toasts")).containsText("1 of 1 done or started");
    }

    @Test
    void aPolicyIsWrittenTestedBoundAndKeepsTasksWaiting() {
        CONSOLE.register();
        CONSOLE.makesVm("web-01");
        String vm = page.url();
        operator.opens("policies");
        operator.press("Create policy");
        operator.field("create", "Name").fill("careful");
        operator.field("create", "Ask for approval of these actions").fill("vm.snapshot");
        operator.field("create", "Expression").fill("vm.cpu_cores <");
        operator.press("create", "Create");
        assertThat(page.locator("#create-spec\\.expression-hint")).containsText("Is no CEL expression");
        assertThat(operator.field("create", "Expression")).isFocused();
        assertThat(operator.field("create", "Name")).hasValue("careful");
        assertThat(operator.complaints()).singleElement().asString().endsWith("/policies answered 400");
        operator.field("create", "Expression").fill("action != 'vm.delete'");
        operator.field("create", "What the refused are told").fill("nothing is deleted here");
        operator.press("create", "Create");
        page.waitForURL(ONE_POLICY);
        operator.press("Bind to host");
        operator.press("host", "Bind");
        assertThat(page.locator("#bindings")).containsText("all hosts");
        ask("vm.delete", "It is refused.");
        assertThat(page.locator("#verdict")).containsText("careful: nothing is deleted here");
        ask("vm.snapshot", "It waits for an approval.");
        ask("vm.resize", "It is allowed.");
        decide(vm);
        endPolicy();
        assertThat(operator.complaints()).isEmpty();
    }

    private void ask(String action, String verdict) {
        if (!page.url().endsWith("/tester")) {
            operator.follow("Test");
        }
        operator.field("Action").fill(action);
        operator.field("Host").selectOption("h1");
        operator.press("Ask the policies");
        assertThat(page.locator("#verdict")).containsText(verdict);
    }

    /** Two snapshots wait: one is approved, one rejected. */
    private void decide(String vm) {
        for (String name : new String[] {"good", "bad"}) {
            page.navigate(vm);
            operator.press("Take one");
            operator.field("snapshot", "Name").fill(name);
            operator.press("snapshot", "Take it");
            assertThat(page.locator("#toasts")).containsText("Started: follow it");
            assertThat(page.locator("#tasks tbody tr").first()).containsText("awaiting approval");
            page.locator("#tasks tbody tr").first().locator("a").click();
            page.waitForURL(ONE_TASK);
            String what = page.locator("h1").textContent();
            operator.press((name.equals("good") ? "Approve " : "Reject ") + what);
            operator.field("decide", "Reason").fill("as agreed");
            operator.press("decide", "Go on");
            assertThat(page.locator("#task")).containsText(name.equals("good") ? "succeeded" : "rejected");
            assertThat(page.locator("#task")).containsText("as agreed");
        }
        page.navigate(vm);
        assertThat(page.locator("#snapshots tbody tr")).hasCount(1);
    }

    private void endPolicy() {
        operator.opens("policies");
        operator.follow("careful");
        operator.press("Edit");
        operator.field("edit", "Name").fill("careless");
        operator.field("edit", "Expression").fill("");
        operator.field("edit", "What the refused are told").fill("");
        operator.press("edit", "Save");
        assertThat(page.locator("h1")).hasText("careless");
        operator.press("Unbind from *");
        operator.press("confirm", "Go on");
        assertThat(page.locator("#bindings")).containsText("Nowhere yet");
        operator.press("Delete");
        confirm("careless");
        page.waitForURL(CONSOLE.home() + "policies");
        assertThat(page.locator("#list")).containsText("There are no policies");
    }

    @Test
    void aRunbookIsWrittenRehearsedRunAndScheduled() {
        CONSOLE.register();
        CONSOLE.makesVm("web-01");
        String vm = page.url().replaceFirst(".*/", "");
        operator.opens("runbooks");
        operator.press("Create runbook");
        Locator text = operator.field("create", "Runbook");
        String example = text.inputValue();
        text.fill(example.replace("verb: vm.snapshot", "verb: vm.forget"));
        operator.press("create", "Create");
        assertThat(text).hasAttribute("aria-invalid", "true");
        assertThat(operator.complaints()).singleElement().asString().endsWith("/templates answered 400");
        text.fill(example);
        operator.press("create", "Create");
        page.waitForURL(CONSOLE.home() + "runbooks/restart-web");
        assertThat(page.locator("#yaml")).containsText("verb: vm.snapshot");
        operator.press("Run");
        operator.field("execute", "VM").fill(vm);
        operator.press("execute", "Show what would run");
        assertThat(page.locator("#execute [data-plan]")).isVisible();
        operator.press("execute", "Run");
        page.waitForURL(ONE_TASK);
        assertThat(page.locator("#task dl")).containsText("succeeded");
        assertThat(page.locator("#task")).containsText("Take snapshot before-restart");
        schedule(vm);
        operator.opens("runbooks/restart-web");
        operator.press("Delete");
        confirm("restart-web");
        page.waitForURL(CONSOLE.home() + "runbooks");
        assertThat(operator.complaints()).isEmpty();
    }

    private void schedule(String vm) {
        operator.opens("schedules");
        operator.press("Create schedule");
        operator.field("create", "Runbook").selectOption("restart-web");
        operator.field("create", "When").fill("99 * * * *");
        operator.field("create", "VM").fill(vm);
        operator.press("create", "Create");
        assertThat(operator.field("create", "When")).hasAttribute("aria-invalid", "true");
        assertThat(operator.complaints()).singleElement().asString().endsWith("/schedules answered 400");
        operator.field("create", "When").fill("0 3 * * *");
        operator.press("create", "Create");
        page.waitForURL(Pattern.compile("/schedules/[0-9a-f-]{36}$"));
        assertThat(page.locator("#next li").first()).containsText("03:00:00 UTC");
        operator.press("Pause");
        assertThat(page.locator("#facts")).containsText("paused");
        operator.press("Resume");
        assertThat(page.locator("#facts")).containsText("active");
        operator.press("Delete");
        operator.press("confirm", "Go on");
        page.waitForURL(CONSOLE.home() + "schedules");
        assertThat(page.locator("#list")).containsText("Nothing is scheduled");
    }

    @Test
    void aWebhookTellsItsSecretOnceAndSendsAgain() throws Exception {
        try (Listener listener = new Listener()) {
            operator.opens("webhooks");
            operator.press("Create webhook");
            operator.field("create", "URL").fill(listener.address());
            operator.field("create", "Events").fill("project.*");
            operator.press("create", "Create");
            assertThat(page.locator("#secret-text")).hasText(Pattern.compile("\\S{32,}"));
            operator.press("secret", "I have it");
            page.waitForURL(Pattern.compile("/webhooks/[0-9a-f-]{36}$"));
            String webhook = page.url();
            makeProject("shop", "Web shop");
            listener.awaitCount(1);
            await().pollInSameThread().untilAsserted(() -> {
                page.navigate(webhook);
                assertThat(page.locator("#deliveries").textContent()).contains("delivered");
            });
            page.locator("#deliveries tbody button").click();
            assertThat(page.locator("#toasts")).containsText("Done");
            listener.awaitCount(2);
            operator.press("Disable");
            operator.press("confirm", "Go on");
            assertThat(page.locator("#facts")).containsText("disabled");
            operator.press("Delete");
            operator.press("confirm", "Go on");
            page.waitForURL(CONSOLE.home() + "webhooks");
            assertThat(operator.complaints()).isEmpty();
        }
    }
}
