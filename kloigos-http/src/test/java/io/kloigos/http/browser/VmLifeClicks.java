package io.kloigos.http.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A VM's whole life on two real hosts, by nothing but clicks and keys. */
final class VmLifeClicks {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern OF_VM = Pattern.compile("/vms/([0-9a-f-]{36})$");
    private static final String NAME = "by-clicks";
    /** A cursor blinks between the two looks. */
    private static final double ALIKE = 0.99;

    private final ConsoleOnLab console;
    private final Operator operator;
    private final Page page;

    VmLifeClicks(ConsoleOnLab console, Operator operator) {
        this.console = console;
        this.operator = operator;
        this.page = operator.page();
    }

    void all() throws Exception {
        operator.opens("vms");
        UUID vm = create();
        showsWhatTheHostShows(vm);
        answersOnItsSerialPort();
        takeAndDropASnapshot();
        migrate(vm);
        delete();
        assertThat(operator.complaints()).isEmpty();
        assertThat(console.virsh(1, "list --all --uuid")).doesNotContain(vm.toString());
    }

    private UUID create() {
        operator.follow("Create VM");
        operator.field("Name").fill(NAME);
        operator.field("Memory in MiB").fill("128");
        operator.field("Host").selectOption("kvm1");
        operator.press("Show it");
        assertThat(page.locator("[data-plan]")).containsText("kvm1$ ");
        assertThat(page.locator("[data-plan]")).containsText("<name>" + NAME + "</name>");
        operator.press("Create VM");
        goOnFromTask();
        assertThat(page.locator("h1")).hasText(NAME);
        assertThat(page.locator("#facts")).containsText("running");
        Matcher address = OF_VM.matcher(page.url());
        assertThat(address.find()).isTrue();
        return UUID.fromString(address.group(1));
    }

    /** What takes longer than a moment is shown as a task first. */
    private void goOnFromTask() {
        page.waitForURL(Pattern.compile("/(vms|tasks)/[0-9a-f-]{36}$"));
        if (page.url().contains("/tasks/")) {
            assertThat(page.locator("#task")).containsText("succeeded");
            page.locator("#task a[href*='/vms/']").click();
            page.waitForURL(OF_VM);
        }
    }

    private void showsWhatTheHostShows(UUID vm) {
        operator.follow("Console");
        assertThat(page.locator("#console-status")).hasText("Connected");
        page.waitForSelector("[data-console][data-connected] canvas");
        await().atMost(PATIENCE).pollInSameThread().untilAsserted(() -> {
            Screen host = Screen.onHost(console.lab(), 0, vm);
            assertThat(host.isBlank()).isFalse();
            assertThat(Screen.inViewer(page).likeness(host)).isGreaterThan(ALIKE);
        });
    }

    private void answersOnItsSerialPort() {
        operator.follow("Serial");
        page.waitForSelector("[data-console=serial][data-connected] .xterm-rows");
        page.locator(".xterm").click();
        await().atMost(PATIENCE).pollInSameThread().untilAsserted(() -> {
            page.keyboard().press("Enter");
            assertThat(page.locator(".xterm-rows").textContent()).contains("#");
        });
        page.keyboard().type("echo $((6*7))-is-the-answer");
        page.keyboard().press("Enter");
        assertThat(page.locator(".xterm-rows")).containsText("42-is-the-answer");
        page.locator("a.back").click();
        page.waitForURL(OF_VM);
    }

    private void takeAndDropASnapshot() {
        operator.press("Take one");
        operator.field("snapshot", "Name").fill("clicked");
        operator.press("snapshot", "Take it");
        assertThat(page.locator("#snapshots")).containsText("clicked");
        operator.press("Delete the snapshot clicked");
        operator.goesOnWith("clicked");
        assertThat(page.locator("#snapshots")).not().containsText("clicked");
    }

    private void migrate(UUID vm) throws Exception {
        try (Operator watcher = console.operator()) {
            Page serial = watcher.opens("console/" + vm + "?kind=serial");
            assertThat(serial.locator("#console-status")).hasText("Connected");
            move(vm);
            await().atMost(PATIENCE).pollInSameThread().untilAsserted(() -> {
                serial.locator(".xterm").click();
                serial.keyboard().type("echo moved-$((6*7))\n");
                assertThat(serial.locator(".xterm-rows").textContent()).contains("moved-42");
            });
            assertThat(console.call("GET", "api/v1/console/sessions", "").at("/items/0/host_id"))
                    .hasToString("\"kvm2\"");
        }
    }

    private void move(UUID vm) {
        operator.more("Migrate");
        operator.field("migrate", "To").selectOption("kvm2");
        assertThat(page.locator("#migrate .placement")).containsText("kvm2: has room");
        operator.press("migrate", "Migrate");
        assertThat(page.locator("#facts")).containsText("kvm2");
        assertThat(page.locator("#facts")).containsText("running");
        assertThat(console.virsh(1, "domstate " + vm)).startsWith("running");
    }

    private void delete() {
        operator.more("Delete");
        operator.press("delete", "Delete");
        operator.goesOnWith(NAME);
        page.waitForURL(Pattern.compile("/(vms|tasks/[0-9a-f-]{36})$"));
        if (page.url().contains("/tasks/")) {
            assertThat(page.locator("#task")).containsText("succeeded");
        }
    }
}
