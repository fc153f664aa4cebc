package io.kloigos.http.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.UUID;
import java.util.regex.Pattern;

/** What is done to a VM as a whole while it is off. */
final class VmClicks {
    static final String NAME = "by-hand";
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
}
