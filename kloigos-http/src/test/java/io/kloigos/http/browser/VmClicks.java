package io.kloigos.http.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.UUID;
import java.util.regex.Pattern;

/** What is done to a VM as a whole: made, changed, copied, moved, run, backed up, deleted. */
final class VmClicks {
    static final String NAME = "by-hand";
    private static final String COPY = NAME + "-copy";
    private static final String RESTORED = NAME + "-restored";
    private static final Pattern ONE_VM = Pattern.compile("/vms/[0-9a-f-]{36}$");

    private final ConsoleOnLab console;
    private final Operator operator;
    private final Page page;

    VmClicks(ConsoleOnLab console, Operator operator) {
        this.console = console;
        this.operator = operator;
        this.page = operator.page();
    }

    /** Makes one that is off, on the first host. */
    UUID create() {
        operator.opens("vms/new");
        operator.field("Name").fill(NAME);
        operator.field("Memory in MiB").fill("128");
        operator.field("Host").selectOption("kvm1");
        operator.field("Start it when it is made").uncheck();
        UUID vm = makes(NAME, "main", "Create VM");
        assertThat(console.virsh(0, "domstate " + vm)).startsWith("shut off");
        return vm;
    }

    /** Sends the form, and is led to the VM; what takes longer than a moment is shown as a task first. */
    private UUID makes(String name, String form, String button) {
        String from = page.url();
        operator.press(form, button);
        page.waitForURL(url -> !url.equals(from));
        if (page.url().contains("/tasks/")) {
            assertThat(page.locator("#task dl").first()).containsText("succeeded");
            page.locator("#task a[href*='/vms/']").click();
            page.waitForURL(ONE_VM);
        }
        assertThat(page.locator("h1")).hasText(name);
        return UUID.fromString(page.url().replaceFirst(".*/", ""));
    }

    void change(UUID vm) throws Exception {
        operator.opens("vms/" + vm);
        operator.more("Resize");
        operator.field("resize", "CPUs").fill("0");
        operator.isRefused("resize", "Resize", "CPUs");
        operator.field("resize", "CPUs").fill("2");
        operator.field("resize", "Memory in MiB").fill("160");
        operator.press("resize", "Resize");
        console.awaitVirsh(0, "dominfo " + vm, "Max memory:     163840 KiB");
        console.awaitVirsh(0, "vcpucount --config --current " + vm, "2");
        operator.more("Edit");
        operator.field("edit", "Description").fill("For clicks");
        operator.field("edit", "Protect from being deleted").check();
        operator.press("edit", "Save");
        assertThat(page.locator("#facts")).containsText("For clicks");
        assertThat(page.locator("#facts")).containsText("yes: it cannot be deleted");
        operator.more("Edit");
        operator.field("edit", "Protect from being deleted").uncheck();
        operator.press("edit", "Save");
        assertThat(page.locator("#facts")).not().containsText("yes: it cannot be deleted");
        operator.more("Labels");
        operator.field("metadata", "Labels").fill("tier=web");
        operator.press("metadata", "Save");
        assertThat(page.locator("#facts")).containsText("tier=web");
        assertThat(console.call("GET", "api/v1/vms/" + vm, "").path("labels").toString())
                .isEqualTo("{\"tier\":\"web\"}");
    }

    void deployAnImage(UUID vm) {
        String before = disk(vm);
        operator.more("Deploy an image");
        operator.press("deploy", "Show what would run");
        assertThat(page.locator("#deploy [data-plan]")).containsText("kvm1$ ");
        operator.press("deploy", "Deploy");
        assertThat(page.locator("#confirm-text")).containsText("is replaced");
        operator.goesOnWith(NAME);
        assertThat(page.locator("#disks")).not().containsText(before);
        assertThat(disk(vm)).isNotEqualTo(before);
        operator.opens("storage");
        assertThat(page.locator("#trash")).containsText(before.replaceFirst(".*/", ""));
    }

    private String disk(UUID vm) {
        return console.lab()
                .ssh(0, ConsoleOnLab.VIRSH + "domblklist " + vm + " | awk '$1 == \"vda\" {print $2}'")
                .strip();
    }

    void takeRevertAndDeleteASnapshot(UUID vm) {
        operator.opens("vms/" + vm);
        operator.press("Take one");
        operator.field("snapshot", "Name").fill("clean");
        operator.press("snapshot", "Take it");
        assertThat(page.locator("#snapshots tbody")).containsText("clean");
        assertThat(console.virsh(0, "snapshot-list --name " + vm)).isNotBlank();
        operator.press("Revert to clean");
        operator.goesOnWith("clean");
        assertThat(page.locator("#tasks tbody tr").first()).containsText("clean");
        assertThat(page.locator("#tasks tbody tr").first()).containsText("succeeded");
        operator.press("Delete the snapshot clean");
        operator.goesOnWith("clean");
        assertThat(page.locator("#snapshots")).containsText("None.");
        assertThat(console.virsh(0, "snapshot-list --name " + vm)).isBlank();
    }

    void cloneAndMigrate(UUID vm) {
        operator.opens("vms/" + vm);
        operator.more("Clone");
        operator.field("clone", "Name of the copy").fill("Not a name");
        operator.isRefused("clone", "Clone", "Name of the copy");
        operator.field("clone", "Name of the copy").fill(COPY);
        UUID copy = makes(COPY, "clone", "Clone");
        assertThat(console.virsh(0, "list --all --uuid")).contains(copy.toString());
        operator.more("Migrate");
        operator.field("migrate", "To").selectOption(HostClicks.HOST);
        operator.press("migrate", "Migrate");
        assertThat(page.locator("#facts")).containsText(HostClicks.HOST);
        assertThat(console.virsh(1, "domstate " + copy)).startsWith("shut off");
        assertThat(console.virsh(0, "list --all --uuid")).doesNotContain(copy.toString());
    }

    /** Runs it, backs it up while its guest boots, and makes another of the backup. */
    void runAndBackUp(UUID vm) {
        operator.opens("vms/" + vm);
        operator.press("Run");
        assertThat(page.locator("#facts")).containsText("running");
        assertThat(console.virsh(0, "domstate " + vm)).startsWith("running");
        operator.more("Back up");
        operator.field("backup", "Name").fill("nightly");
        operator.press("backup", "Back up");
        assertThat(page.locator("#backups tbody")).containsText("available");
        operator.opens("backups");
        operator.press("Restore nightly");
        assertThat(page.locator("#restore-title")).hasText("Restore nightly of " + NAME);
        operator.field("restore", "Start it when it is made").uncheck();
        UUID restored = makes(RESTORED, "restore", "Make the VM");
        assertThat(console.virsh(0, "domstate " + restored)).startsWith("shut off");
        operator.opens("backups");
        operator.press("Delete nightly");
        operator.goesOnWith("nightly");
        assertThat(page.locator("#list")).containsText("There are no backups");
    }

    void pauseAndEndAConsole(UUID vm) {
        operator.opens("vms/" + vm);
        operator.press("Pause");
        assertThat(page.locator("#facts")).containsText("paused");
        assertThat(console.virsh(0, "domstate " + vm)).startsWith("paused");
        operator.press("Resume");
        assertThat(page.locator("#facts")).containsText("running");
        operator.follow("Console");
        assertThat(page.locator("#console-status")).hasText("Connected");
        new ScreenClicks(operator).all();
        try (Operator other = console.operator()) {
            other.opens("console");
            other.press("End the console of " + NAME);
            other.goesOn();
            assertThat(other.page().locator("#list")).containsText("No console is open");
            assertThat(page.locator("#console-status")).containsText("Somebody has ended this console");
            operator.alsoDid(other);
        }
    }

    void powerOff(UUID vm) throws Exception {
        operator.opens("vms/" + vm);
        assertThat(page.locator("#facts code").first()).containsText("192.168.122.");
        operator.press("Shut down");
        is(vm, "stopped", "shut off");
        operator.press("Run");
        is(vm, "running", "running");
        operator.press("Reboot");
        awaitTask(vm, "reboot VM " + NAME);
        operator.more("Reset");
        operator.goesOn();
        awaitTask(vm, "reset VM " + NAME);
        operator.more("Suspend to disk");
        is(vm, "stopped", "shut off");
        assertThat(console.virsh(0, "dominfo " + vm)).containsPattern("Managed save: +yes");
        operator.press("Run");
        is(vm, "running", "running");
        operator.more("Power off");
        operator.goesOn();
        is(vm, "stopped", "shut off");
    }

    private void is(UUID vm, String state, String onHost) {
        assertThat(page.locator("#facts dd").first()).containsText(state);
        assertThat(console.virsh(0, "domstate " + vm)).startsWith(onHost);
    }

    private void awaitTask(UUID vm, String detail) {
        ConsoleOnLab.await()
                .untilAsserted(() -> assertThat(console.call("GET", "api/v1/tasks?target=vm:" + vm + "&limit=1", "")
                                .toString())
                        .contains("\"" + detail + "\"", "\"succeeded\""));
    }

    void deleteSelected() {
        operator.opens("vms");
        operator.field("Select " + COPY).check();
        operator.field("Select " + RESTORED).check();
        Operator.button(page.locator("[data-bulk]"), "Delete").click();
        operator.goesOnWith("2");
        assertThat(page.locator("#list")).not().containsText(COPY);
        assertThat(page.locator("#list")).not().containsText(RESTORED);
        assertThat(console.virsh(0, "list --all --name")).doesNotContain(NAME + "-");
    }

    void delete(UUID vm) {
        operator.opens("vms/" + vm);
        operator.more("Delete");
        operator.field("delete", "Do without the trash").check();
        operator.press("delete", "Delete");
        operator.goesOnWith(NAME);
        operator.isLedTo(Pattern.compile("/vms$"));
        console.awaitVirshWithout(0, "list --all --uuid", vm.toString());
    }
}
