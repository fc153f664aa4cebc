package io.kloigos.http.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.UUID;
import java.util.regex.Pattern;

/** What is done about what others do on the first host: domains taken in, changes taken over or undone, leftovers removed. */
final class DriftClicks {
    private static final String DEFINE = ConsoleOnLab.VIRSH + """
            define /dev/stdin <<'X'
            <domain type='qemu'><name>%s</name><uuid>%s</uuid><memory>65536</memory><os><type>hvm</type></os></domain>
            X""";

    private final ConsoleOnLab console;
    private final Operator operator;
    private final Page page;

    DriftClicks(ConsoleOnLab console, Operator operator) {
        this.console = console;
        this.operator = operator;
        this.page = operator.page();
    }

    void takeIn() throws Exception {
        UUID wild = UUID.randomUUID();
        UUID wilder = UUID.randomUUID();
        console.lab().ssh(0, DEFINE.formatted("wild", wild));
        console.lab().ssh(0, DEFINE.formatted("wilder", wilder));
        operator.opens("drift");
        assertThat(page.locator("#list")).containsText("wilder");
        operator.press("Adopt wild");
        operator.goesOn();
        assertThat(page.locator("#list tbody tr")).hasCount(1);
        operator.opens("vms");
        operator.press("Import");
        operator.field("import", "Host").fill("kvm1");
        operator.field("import", "Domain UUID").fill("wilder");
        operator.isRefused("import", "Import", "Domain UUID");
        operator.field("import", "Domain UUID").fill(wilder.toString());
        operator.press("import", "Import");
        operator.isLedTo(Pattern.compile("/vms/" + wilder + "$"));
        assertThat(console.virsh(0, "dumpxml " + wild)).contains("kloigos");
        assertThat(console.virsh(0, "dumpxml " + wilder)).contains("kloigos");
        operator.opens("vms");
        operator.field("Select wild").check();
        operator.field("Select wilder").check();
        Operator.button(page.locator("[data-bulk]"), "Delete").click();
        operator.goesOnWith("2");
        assertThat(page.locator("#list")).not().containsText("wild");
    }

    /** @param vm one of two CPUs that is off */
    void takeOverAndMend(UUID vm) throws Exception {
        console.virsh(0, "setvcpus " + vm + " 1 --config");
        operator.opens("orphans?host_id=kvm1");
        operator.press("Look now");
        assertThat(page.locator("#toasts")).containsText("Done");
        operator.follow("Drift");
        operator.press("Adopt what " + VmClicks.NAME + " has become");
        operator.goesOn();
        assertThat(page.locator("#list")).containsText("No drift");
        assertThat(console.call("GET", "api/v1/vms/" + vm, "").path("cpu_cores").asInt())
                .isEqualTo(1);
        console.virsh(0, "autostart " + vm);
        operator.opens("orphans?host_id=kvm1");
        operator.press("Look now");
        assertThat(page.locator("#toasts")).containsText("Done");
        operator.opens("drift");
        operator.follow("Plan");
        assertThat(page.locator("main pre").first()).containsText("autostart");
        operator.press("Apply");
        operator.goesOn();
        operator.isLedTo(Pattern.compile("/drift$"));
        operator.opens("drift");
        assertThat(page.locator("#list")).containsText("No drift");
        assertThat(console.virsh(0, "dominfo " + vm)).containsPattern("Autostart: +disable");
    }

    void removeALeftover() {
        console.virsh(0, "vol-create-as default left.qcow2 1M --format qcow2");
        operator.opens("orphans?host_id=kvm1");
        operator.press("Look now");
        operator.press("Remove left.qcow2");
        operator.goesOnWith("left.qcow2");
        assertThat(page.locator("#list")).not().containsText("left.qcow2");
        console.awaitVirshWithout(0, "vol-list default", "left.qcow2");
    }
}
