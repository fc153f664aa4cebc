package io.kloigos.http.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.regex.Pattern;

/** What is done to storage: a pool of its own on the first host, and volumes in it. */
final class StorageClicks {
    static final String POOL = "second";
    /** What goes into drives. */
    static final String ISO = "cd.iso";

    private static final String FOLDER = "/tmp/" + POOL;
    private static final String ON_DISC = "This is on the disc.";
    private static final byte[] QCOW2 = {'Q', 'F', 'I', (byte) 0xfb};
    private static final String VOLUMES = "vol-list " + POOL;

    private final ConsoleOnLab console;
    private final Operator operator;
    private final Page page;

    StorageClicks(ConsoleOnLab console, Operator operator) {
        this.console = console;
        this.operator = operator;
        this.page = operator.page();
    }

    void createAndSwitchPool() {
        operator.opens("storage?host_id=kvm1");
        operator.press("Create pool");
        operator.field("create", "Name").fill("second pool");
        operator.field("create", "Folder").fill(FOLDER);
        operator.isRefused("create", "Create", "Name");
        operator.field("create", "Name").fill(POOL);
        operator.press("create", "Create");
        assertThat(page.locator("#pools")).containsText(FOLDER);
        operator.follow(POOL);
        operator.more("Do not start with its host");
        console.awaitVirsh(0, "pool-info " + POOL, "Autostart:      no");
        operator.more("Start with its host");
        console.awaitVirsh(0, "pool-info " + POOL, "Autostart:      yes");
        operator.press("Stop");
        operator.goesOn();
        assertThat(page.locator("#facts")).containsText("inactive");
        assertThat(console.virsh(0, "pool-list --all")).containsPattern(POOL + " +inactive");
        operator.press("Start");
        assertThat(Operator.button(page.locator("#power"), "Refresh")).isVisible();
        assertThat(console.virsh(0, "pool-list --all")).containsPattern(POOL + " +active");
        console.lab().root(0, "touch " + FOLDER + "/by-hand.img");
        operator.press("Refresh");
        assertThat(page.locator("#volumes")).containsText("by-hand.img");
    }

    void makeGrowCloneAndDownloadAVolume() throws IOException {
        create("data.qcow2", "qcow2");
        operator.press("Grow data.qcow2");
        operator.field("grow", "Size in GiB").fill("0");
        operator.isRefused("grow", "Grow", "Size in GiB");
        operator.field("grow", "Size in GiB").fill("2");
        operator.press("grow", "Grow");
        console.awaitVirsh(0, "vol-info --pool " + POOL + " data.qcow2", "2.00 GiB");
        operator.press("Clone data.qcow2");
        operator.field("clone", "Name of the copy").fill("copy.qcow2");
        operator.press("clone", "Clone");
        assertThat(page.locator("#volumes")).containsText("copy.qcow2");
        console.awaitVirsh(0, VOLUMES, "copy.qcow2");
        Download download = page.waitForDownload(() -> operator.follow("Download copy.qcow2"));
        assertThat(download.suggestedFilename()).isEqualTo("copy.qcow2");
        assertThat(Arrays.copyOf(Files.readAllBytes(download.path()), QCOW2.length))
                .isEqualTo(QCOW2);
    }

    private void create(String name, String format) {
        operator.press("Create volume");
        operator.field("create", "Name").fill(name);
        operator.field("create", "Size in GiB").fill("1");
        operator.field("create", "Format").selectOption(format);
        operator.press("create", "Create");
        assertThat(page.locator("#volumes")).containsText(name);
        console.awaitVirsh(0, VOLUMES, name);
    }

    void uploadAFile() {
        create(ISO, "raw");
        operator.press("Upload into " + ISO);
        operator.field("upload", "File")
                .setInputFiles(new FilePayload(
                        "disc.iso", "application/octet-stream", ON_DISC.getBytes(StandardCharsets.UTF_8)));
        operator.press("upload", "Upload");
        operator.goesOnWith(ISO);
        assertThat(page.locator("#upload")).isHidden();
        assertThat(console.lab().root(0, "head -c " + ON_DISC.length() + " " + FOLDER + "/" + ISO))
                .isEqualTo(ON_DISC);
    }

    void deleteToTrashAndBack() {
        deleteTheCopy();
        operator.opens("storage?host_id=kvm1");
        operator.press("Bring back " + POOL + "/copy.qcow2");
        assertThat(page.locator("#trash")).not().containsText("copy.qcow2");
        console.awaitVirsh(0, VOLUMES, "copy.qcow2");
        operator.follow(POOL);
        deleteTheCopy();
        operator.opens("storage?host_id=kvm1");
        operator.press("Delete " + POOL + "/copy.qcow2");
        operator.goesOnWith(POOL + "/copy.qcow2");
        assertThat(page.locator("#trash")).not().containsText("copy.qcow2");
        console.awaitVirshWithout(0, VOLUMES, "copy.qcow2");
    }

    private void deleteTheCopy() {
        operator.press("Delete copy.qcow2");
        operator.goesOn();
        assertThat(page.locator("#volumes")).not().containsText("copy.qcow2");
    }

    /** Forgets the pool, of which nothing may wait in the trash. */
    void deletePool() {
        operator.opens("storage?host_id=kvm1");
        Locator waste = page.locator("#trash tr:has-text('" + POOL + "/')");
        while (waste.count() > 0) {
            String place = waste.first().locator("th").textContent();
            int left = waste.count() - 1;
            operator.press("Delete " + place);
            operator.goesOnWith(place);
            assertThat(waste).hasCount(left);
        }
        operator.follow(POOL);
        operator.more("Delete");
        operator.goesOnWith(POOL);
        operator.isLedTo(Pattern.compile("/storage\\?host_id=kvm1$"));
        operator.opens("storage?host_id=kvm1");
        assertThat(page.locator("#pools")).not().containsText(POOL);
        assertThat(console.virsh(0, "pool-list --all")).doesNotContain(POOL);
        console.lab().root(0, "ls " + FOLDER + "/data.qcow2 && rm -r " + FOLDER);
    }
}
