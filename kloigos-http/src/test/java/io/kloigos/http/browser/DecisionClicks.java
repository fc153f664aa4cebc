package io.kloigos.http.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.UUID;
import java.util.regex.Pattern;

/** What is decided about: projects with quotas, policies with a tester, tasks that wait. */
final class DecisionClicks {
    private static final Pattern ONE_TASK = Pattern.compile("/tasks/[0-9a-f-]{36}$");

    private final ConsoleOnLab console;
    private final Operator operator;
    private final Page page;
    private final UUID vm;

    /** @param vm one of the first host that is off */
    DecisionClicks(ConsoleOnLab console, Operator operator, UUID vm) {
        this.console = console;
        this.operator = operator;
        this.page = operator.page();
        this.vm = vm;
    }

    void makeProject() {
        operator.opens("projects");
        operator.press("Create project");
        operator.field("create", "Name").fill("Web shop");
        operator.field("create", "Id").fill("Web shop");
        operator.isRefused("create", "Create", "Id");
        operator.field("create", "Id").fill("shop");
        operator.press("create", "Create");
        page.waitForURL(Pattern.compile("/projects/shop$"));
        assertThat(page.locator("#used")).containsText("no limit");
        operator.press("Edit quotas");
        operator.field("quota", "VMs").fill("1");
        operator.press("quota", "Save");
        assertThat(page.locator("#used")).containsText("0 of 1");
    }

    /** Lists are narrowed to it, and its quota counts. */
    void moveTheVmInAndOut() {
        operator.press("Show only this project");
        assertThat(page.locator(".switch summary")).containsText("Web shop");
        operator.opens("vms");
        assertThat(page.locator("#list")).containsText("No VM in Web shop");
        operator.opens("projects/shop");
        operator.press("Move a VM in");
        operator.field("take", "VM").selectOption(VmClicks.NAME + " on kvm1");
        operator.press("take", "Move");
        assertThat(page.locator("#vms tbody")).containsText(VmClicks.NAME);
        operator.opens("vms/new");
        operator.field("Name").fill("too-many");
        operator.press("Create VM");
        assertThat(page.locator("[data-problem]")).containsText("1 of 1 VMs");
        assertThat(operator.complaints()).singleElement().asString().endsWith("/vms/provision answered 403");
        page.locator(".switch summary").click();
        operator.press("All projects");
        operator.opens("vms");
        operator.field("Select " + VmClicks.NAME).check();
        operator.press("Move to project");
        operator.field("give", "Project").selectOption("None");
        operator.press("give", "Move");
        assertThat(page.locator("#toasts")).containsText("1 of 1 done or started");
    }

    void useMembers() {
        operator.opens("projects/shop");
        operator.press("Add member");
        operator.field("member", "User").fill("nobody");
        operator.press("member", "Add");
        assertThat(page.locator("#member [data-problem]")).containsText("nobody");
        assertThat(operator.complaints()).singleElement().asString().endsWith("/members answered 404");
        operator.field("member", "User").fill(AccountClicks.USER);
        operator.press("member", "Add");
        assertThat(page.locator("#members tbody")).containsText("viewer");
        operator.press("Change the role of " + AccountClicks.USER);
        operator.field("role", "Role").selectOption("operator");
        operator.press("role", "Save");
        assertThat(page.locator("#members tbody")).containsText("operator");
        operator.press("Remove " + AccountClicks.USER);
        operator.goesOn();
        assertThat(page.locator("#members")).containsText("Nobody yet.");
    }

    void deleteProject() {
        operator.opens("projects/shop");
        operator.press("Delete");
        operator.goesOnWith("Web shop");
        page.waitForURL(Pattern.compile("/projects$"));
        assertThat(page.locator("#list")).containsText("There are no projects yet");
    }

    void writePolicy() {
        operator.opens("policies");
        operator.press("Create policy");
        operator.field("create", "Name").fill("careful");
        operator.field("create", "Ask for approval of these actions").fill("vm.snapshot");
        operator.field("create", "Expression").fill("vm.cpu_cores <");
        operator.isRefused("create", "Create", "Expression");
        assertThat(page.locator("#create-spec\\.expression-hint")).containsText("Is no CEL expression");
        assertThat(operator.field("create", "Name")).hasValue("careful");
        operator.field("create", "Expression").fill("action != 'vm.delete'");
        operator.field("create", "What the refused are told").fill("nothing is deleted here");
        operator.press("create", "Create");
        page.waitForURL(Pattern.compile("/policies/[0-9a-f-]{36}$"));
        operator.press("Bind to project");
        operator.press("project", "Bind");
        assertThat(page.locator("#bindings")).containsText("all projects");
        operator.press("Bind to host");
        operator.press("host", "Bind");
        assertThat(page.locator("#bindings")).containsText("all hosts");
        ask("vm.delete", "It is refused.");
        assertThat(page.locator("#verdict")).containsText("careful: nothing is deleted here");
        ask("vm.snapshot", "It waits for an approval.");
        ask("vm.resize", "It is allowed.");
    }

    private void ask(String action, String verdict) {
        if (!page.url().endsWith("/tester")) {
            operator.follow("Test");
        }
        operator.field("Action").fill(action);
        operator.field("Host").selectOption("kvm1");
        operator.press("Ask the policies");
        assertThat(page.locator("#verdict")).containsText(verdict);
    }

    /** Three snapshots wait: another admin approves one and rejects one; one is called off, which is no way around that. */
    void decide(Operator approver) {
        for (boolean good : new boolean[] {true, false}) {
            askForSnapshot(good ? "good" : "bad");
            approver.opens(page.url().replaceFirst(".*/tasks/", "tasks/"));
            approver.decides(good ? "Approve" : "Reject");
            assertThat(page.locator("#task")).containsText(good ? "succeeded" : "rejected");
            assertThat(page.locator("#task")).containsText("as agreed");
        }
        assertThat(console.virsh(0, "snapshot-list --name " + vm).lines()).hasSize(1);
        assertThat(approver.complaints()).isEmpty();
        askForSnapshot("later");
        operator.decides("Cancel");
        assertThat(page.locator("#task")).containsText("cancelled");
        operator.decides("Retry");
        assertThat(page.locator("#decide [data-problem]")).containsText("has to be approved");
        assertThat(operator.complaints()).singleElement().asString().endsWith("/retry answered 403");
    }

    private void askForSnapshot(String name) {
        operator.opens("vms/" + vm);
        operator.press("Take one");
        operator.field("snapshot", "Name").fill(name);
        operator.press("snapshot", "Take it");
        assertThat(page.locator("#tasks tbody tr").first()).containsText("awaiting approval");
        page.locator("#tasks tbody tr").first().locator("a").click();
        page.waitForURL(ONE_TASK);
    }

    /** What was called off is done again once nothing speaks against it. */
    void retry() {
        operator.opens("vms/" + vm);
        page.locator("#tasks tbody a:has-text('later')").click();
        page.waitForURL(ONE_TASK);
        operator.decides("Retry");
        assertThat(page.locator("#task")).containsText("succeeded");
        assertThat(console.virsh(0, "snapshot-list --name " + vm).lines()).hasSize(2);
    }

    void endPolicy() {
        operator.opens("policies");
        operator.follow("careful");
        operator.press("Edit");
        operator.field("edit", "Name").fill("careless");
        operator.field("edit", "Expression").fill("");
        operator.field("edit", "What the refused are told").fill("");
        operator.press("edit", "Save");
        assertThat(page.locator("h1")).hasText("careless");
        for (String kind : new String[] {"host", "project"}) {
            page.locator("#bound-" + kind + "-\\* button").click();
            operator.goesOn();
            assertThat(page.locator("#bindings")).not().containsText("all " + kind + "s");
        }
        operator.press("Delete");
        operator.goesOnWith("careless");
        page.waitForURL(Pattern.compile("/policies$"));
        assertThat(page.locator("#list")).containsText("There are no policies");
    }
}
