package io.kloigos.http.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.UUID;
import java.util.regex.Pattern;

/** What a VM that is off is plugged into: disks, discs, networks, security groups. */
final class DeviceClicks {
    private static final String NETWORK = "clicks";
    private static final String MAC = "52:54:00:7e:57:77";

    private final ConsoleOnLab console;
    private final Operator operator;
    private final Page page;
    private final UUID vm;

    DeviceClicks(ConsoleOnLab console, Operator operator, UUID vm) {
        this.console = console;
        this.operator = operator;
        this.page = operator.page();
        this.vm = vm;
    }

    void disks() {
        operator.opens("vms/" + vm);
        page.locator("[data-open=disk]").click();
        operator.field("disk", "Size in GiB").fill("0");
        operator.isRefused("disk", "Attach", "Size in GiB");
        operator.field("disk", "Size in GiB").fill("1");
        operator.press("disk", "Attach");
        assertThat(page.locator("#disk-vdb")).isVisible();
        operator.press("Grow vdb");
        operator.field("grow", "Size in GiB").fill("2");
        operator.press("grow", "Grow");
        console.awaitVirsh(0, "domblkinfo " + vm + " vdb", "2147483648");
        operator.press("Move vdb");
        operator.field("move", "Into storage pool").fill(StorageClicks.POOL);
        operator.press("move", "Move");
        assertThat(page.locator("#disk-vdb")).containsText("/" + StorageClicks.POOL + "/");
        console.awaitVirsh(0, "domblklist " + vm, "/" + StorageClicks.POOL + "/");
        operator.press("Detach vdb");
        operator.field("detach", "Keep its volume").uncheck();
        operator.press("detach", "Detach");
        operator.goesOnWith("vdb");
        assertThat(page.locator("#disk-vdb")).isHidden();
        console.awaitVirshWithout(0, "domblklist " + vm, "vdb");
    }

    void discs() {
        operator.more("Insert or eject a CD");
        operator.field("cdrom", "Volume").fill(StorageClicks.ISO);
        operator.field("cdrom", "Storage pool").fill(StorageClicks.POOL);
        operator.press("cdrom", "Change");
        assertThat(page.locator("#disks")).containsText(StorageClicks.ISO);
        console.awaitVirsh(0, "domblklist " + vm, StorageClicks.ISO);
        operator.more("Insert or eject a CD");
        operator.field("cdrom", "Volume").fill("");
        operator.press("cdrom", "Change");
        assertThat(page.locator("#disks")).not().containsText(StorageClicks.ISO);
        console.awaitVirshWithout(0, "domblklist " + vm, StorageClicks.ISO);
    }

    void networks() {
        operator.opens("networks");
        operator.press("Create network");
        operator.field("create", "Name").fill(NETWORK);
        operator.field("create", "Mode").selectOption("isolated");
        operator.field("create", "Addresses").fill("10.99.77.0");
        operator.isRefused("create", "Create", "Addresses");
        operator.field("create", "Addresses").fill("10.99.77.0/24");
        operator.press("create", "Create");
        operator.isLedTo(Pattern.compile("/networks/[0-9a-f-]{36}$"));
        operator.opens("networks");
        operator.follow(NETWORK);
        assertThat(console.virsh(0, "net-info " + NETWORK)).containsPattern("Active: +yes");
        operator.press("Keep an address");
        operator.field("reserve", "MAC").fill("52:54");
        operator.isRefused("reserve", "Keep", "MAC");
        operator.field("reserve", "MAC").fill(MAC);
        operator.field("reserve", "Address").fill("10.99.77.9");
        operator.press("reserve", "Keep");
        assertThat(page.locator("#reservations")).containsText(MAC);
        console.awaitVirsh(0, "net-dumpxml " + NETWORK, MAC);
        operator.press("Give 10.99.77.9 back");
        operator.goesOn();
        assertThat(page.locator("#reservations")).containsText("None.");
        console.awaitVirshWithout(0, "net-dumpxml " + NETWORK, MAC);
        operator.press("Change");
        operator.field("change", "Names that its DNS answers").fill("10.99.77.5 db db.clicks");
        operator.press("change", "Save");
        console.awaitVirsh(0, "net-dumpxml " + NETWORK, "<hostname>db.clicks</hostname>");
        attachFromBothSides();
        operator.press("Delete");
        operator.goesOnWith(NETWORK);
        operator.isLedTo(Pattern.compile("/networks$"));
        assertThat(console.virsh(0, "net-list --all --name")).doesNotContain(NETWORK);
    }

    private void attachFromBothSides() {
        String network = page.url();
        operator.press("Attach a VM");
        operator.field("attach", "VM").selectOption(VmClicks.NAME);
        operator.field("attach", "MAC").fill(MAC);
        operator.press("attach", "Attach");
        assertThat(page.locator("#vms")).containsText(VmClicks.NAME);
        assertThat(console.virsh(0, "domiflist " + vm)).contains(MAC);
        operator.press("Detach " + vm);
        operator.goesOn();
        assertThat(page.locator("#vms")).containsText("None.");
        assertThat(console.virsh(0, "domiflist " + vm)).doesNotContain(MAC);
        operator.opens("vms/" + vm);
        page.locator("[data-open=nic]").click();
        operator.field("nic", "Network").selectOption(NETWORK);
        operator.field("nic", "MAC").fill(MAC);
        operator.press("nic", "Attach");
        assertThat(page.locator("#nics")).containsText(MAC);
        console.awaitVirsh(0, "domiflist " + vm, MAC);
        operator.press("Detach " + MAC);
        operator.goesOn();
        assertThat(page.locator("#nics")).not().containsText(MAC);
        console.awaitVirshWithout(0, "domiflist " + vm, MAC);
        page.navigate(network);
    }

    void securityGroups() {
        operator.opens("security-groups");
        operator.press("Create group");
        operator.field("create", "Name").fill("web");
        operator.press("create", "Create");
        page.waitForURL(Pattern.compile("/security-groups/[0-9a-f-]{36}$"));
        String group = page.url();
        operator.press("Edit rules");
        operator.field("rules", "Rules").fill("in tcp 99999");
        operator.isRefused("rules", "Save", "Rules");
        operator.field("rules", "Rules").fill("in tcp 443 10.0.0.0/8\nin icmp");
        operator.press("rules", "Save");
        assertThat(page.locator("#rules-now tbody tr")).hasCount(2);
        operator.opens("vms/" + vm);
        putsInto("web");
        assertThat(page.locator("#facts a[href*=security-groups]")).hasText("web");
        console.awaitVirsh(0, "dumpxml " + vm, "<filterref");
        putsInto("");
        console.awaitVirshWithout(0, "dumpxml " + vm, "<filterref");
        page.navigate(group);
        operator.press("Delete");
        operator.goesOnWith("web");
        page.waitForURL(Pattern.compile("/security-groups$"));
        assertThat(page.locator("#list")).containsText("There are no security groups");
    }

    private void putsInto(String groups) {
        operator.more("Security groups");
        operator.field("groups", "Groups").fill(groups);
        operator.press("groups", "Save");
    }
}
