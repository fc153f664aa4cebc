package io.kloigos.http.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What VMs are made of and hang on, by clicks: many at once, disks, groups, backups, the pool, what is left over. */
class ResourcesClientIT {
    @RegisterExtension
    static final ConsoleOnFakes CONSOLE = new ConsoleOnFakes();

    private Operator operator;
    private Page page;

    @BeforeEach
    void sitDown() {
        operator = CONSOLE.operator();
        page = operator.page();
        CONSOLE.register();
    }

    private void confirm(String name) {
        operator.field("confirm", "Type its name to go on").fill(name);
        operator.press("confirm", "Go on");
    }

    private void more(String action) {
        page.locator("details.more summary").click();
        Operator.button(page.locator(".menu-list"), action).click();
    }

    @Test
    void selectedVmsAreShutDownAndDeletedTogether() {
        CONSOLE.makesVm("web-01");
        CONSOLE.makesVm("web-02");
        operator.opens("vms");
        operator.field("Select all").check();
        assertThat(page.locator("[data-count]")).hasText("2 selected");
        Operator.button(page.locator("[data-bulk]"), "Shut down").click();
        operator.press("confirm", "Go on");
        assertThat(page.locator("#list tbody").getByText("stopped")).hasCount(2);
        operator.field("Select web-01").check();
        operator.field("Select web-02").uncheck();
        Operator.button(page.locator("[data-bulk]"), "Delete").click();
        assertThat(Operator.button(page.locator("#confirm"), "Go on")).isDisabled();
        confirm("1");
        assertThat(page.locator("#list tbody tr")).hasCount(1);
        assertThat(page.locator("#list")).containsText("web-02");
        assertThat(operator.complaints()).isEmpty();
    }

    @Test
    void aVmsDisksGroupsAndBackups() {
        operator.opens("security-groups");
        operator.press("Create group");
        operator.field("create", "Name").fill("web");
        operator.press("create", "Create");
        page.waitForURL(Pattern.compile("/security-groups/[0-9a-f-]{36}$"));
        operator.press("Edit rules");
        operator.field("rules", "Rules").fill("in tcp 443 10.0.0.0/8\nin icmp");
        operator.press("rules", "Save");
        assertThat(page.locator("#rules-now tbody tr")).hasCount(2);
        CONSOLE.makesVm("web-01");
        more("Security groups");
        operator.field("groups", "Groups").fill("web");
        operator.press("groups", "Save");
        assertThat(page.locator("#facts a[href*=security-groups]")).hasText("web");
        operator.press("Grow vda");
        assertThat(page.locator("#grow-title")).hasText("Grow vda");
        operator.field("grow", "Size in GiB").fill("12");
        operator.press("grow", "Grow");
        assertThat(page.locator("#tasks tbody tr").first()).containsText("succeeded");
        backUpAndRestore();
        assertThat(operator.complaints()).isEmpty();
    }

    private void backUpAndRestore() {
        more("Back up");
        operator.field("backup", "Name").fill("nightly");
        operator.press("backup", "Back up");
        assertThat(page.locator("#backups tbody")).containsText("available");
        operator.opens("backups");
        operator.press("Restore nightly");
        assertThat(page.locator("#restore-title")).hasText("Restore nightly of web-01");
        assertThat(operator.field("restore", "Name")).hasValue("web-01-restored");
        operator.press("restore", "Make the VM");
        page.waitForURL(Pattern.compile("/vms/[0-9a-f-]{36}$"));
        assertThat(page.locator("h1")).hasText("web-01-restored");
        operator.opens("backups");
        operator.press("Delete nightly");
        confirm("nightly");
        assertThat(page.locator("#list")).containsText("There are no backups");
    }

    @Test
    void thePoolIsFilledClaimedAndEmptied() {
        operator.opens("servers");
        operator.press("Import");
        Locator text = operator.field("import", "Servers");
        text.fill("- hostname: srv1_n0\n");
        operator.press("import", "Import");
        assertThat(text).hasAttribute("aria-invalid", "true");
        assertThat(operator.complaints()).singleElement().asString().endsWith("/servers/import answered 400");
        operator.field("import", "Format").selectOption("text/csv");
        text.fill("hostname,ansible_host,numa_node\nsrv1_n0,10.0.0.5,0\nsrv1_n1,10.0.0.5,1\n");
        operator.press("import", "Import");
        assertThat(page.locator("#list tbody tr")).hasCount(2);
        operator.press("Claim");
        operator.field("claim", "Service").fill("shop");
        operator.press("claim", "Claim");
        operator.press("Release srv1_n0");
        operator.press("confirm", "Go on");
        assertThat(page.locator("#list tbody").getByText("free")).hasCount(2);
        operator.opens("vm-templates");
        operator.press("Create template");
        operator.field("create", "Name").fill("small");
        operator.field("create", "Disk in GiB").fill("1");
        operator.press("create", "Create");
        page.waitForURL(CONSOLE.home() + "vm-templates/small");
        operator.press("Claim a VM");
        operator.field("claim", "Service").fill("cache");
        operator.press("claim", "Claim");
        page.waitForURL(Pattern.compile("/servers/.+"));
        assertThat(page.locator("#facts")).containsText("cache");
        assertThat(operator.complaints()).isEmpty();
    }

    @Test
    void whatIsLeftOverIsRemovedAndTheRecordVerified() {
        CONSOLE.host().createVolume(new VolumeSpec("default", "left.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
        operator.opens("orphans?host_id=h1");
        operator.press("Look now");
        assertThat(page.locator("#list")).containsText("default/left.qcow2");
        operator.press("Remove left.qcow2");
        confirm("left.qcow2");
        assertThat(page.locator("#list")).containsText("Nothing is left over");
        operator.opens("audit");
        operator.press("Verify");
        assertThat(page.locator("#verified")).containsText("The record is whole");
        operator.press("Change");
        operator.field("retention", "Days").fill("30");
        operator.press("retention", "Save");
        assertThat(page.locator("#kept")).containsText("30 days");
        operator.opens("system");
        assertThat(page.locator("#checks")).containsText("database");
        assertThat(operator.complaints()).isEmpty();
    }
}
