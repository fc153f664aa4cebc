package io.kloigos.http.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A VM's whole life on two real hosts, by nothing but clicks and keys. */
class VmLifeLabIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern OF_VM = Pattern.compile("/vms/([0-9a-f-]{36})$");
    private static final String NAME = "by-clicks";
    /** A cursor blinks between the two looks. */
    private static final double ALIKE = 0.99;

    @RegisterExtension
    static final ConsoleOnLab CONSOLE = new ConsoleOnLab();

    private Page page;

    @BeforeAll
    static void hostsTakeTheirTime() {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE.toMillis());
    }

    @Test
    void aVmIsMadeUsedMovedAndDeletedByClicks() {
        try (Operator operator = CONSOLE.operator()) {
            page = operator.page();
            page.setDefaultTimeout(PATIENCE.toMillis());
            operator.opens("vms");
            UUID vm = create();
            showsWhatTheHostShows(vm);
            answersOnItsSerialPort();
            takeAndDropASnapshot();
            migrate(vm);
            assertThat(operator.complaints()).isEmpty();
            delete();
            assertThat(operator.complaints()).allMatch(complaint -> complaint.endsWith("/vms/" + vm + " answered 404"));
            assertThat(CONSOLE.lab().ssh(1, ConsoleOnLab.VIRSH + "list --all --uuid"))
                    .doesNotContain(vm.toString());
        }
    }

    private void press(String name) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    private Locator form(String id) {
        return page.locator("#" + id);
    }

    private void send(String form, String button) {
        form(form)
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    private UUID create() {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Create VM"))
                .click();
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill(NAME);
        page.getByLabel("Memory in MiB").fill("128");
        page.getByLabel("Host").selectOption("kvm1");
        press("Show it");
        assertThat(page.locator("[data-plan]")).containsText("kvm1$ ");
        assertThat(page.locator("[data-plan]")).containsText("<name>" + NAME + "</name>");
        press("Create VM");
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
        page.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("Console").setExact(true))
                .click();
        assertThat(page.locator("#console-status")).hasText("Connected");
        page.waitForSelector("[data-console][data-connected] canvas");
        await().atMost(PATIENCE).pollInSameThread().untilAsserted(() -> {
            Screen host = Screen.onHost(CONSOLE.lab(), 0, vm);
            assertThat(host.isBlank()).isFalse();
            assertThat(Screen.inViewer(page).likeness(host)).isGreaterThan(ALIKE);
        });
    }

    private void answersOnItsSerialPort() {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Serial"))
                .click();
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
        press("Take one");
        form("snapshot").getByLabel("Name").fill("clicked");
        send("snapshot", "Take it");
        assertThat(page.locator("#snapshots")).containsText("clicked");
        press("Delete the snapshot clicked");
        send("confirm", "Go on");
        assertThat(page.locator("#snapshots")).not().containsText("clicked");
    }

    private void more(String action) {
        page.locator("details.more summary").click();
        page.locator(".menu-list")
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(action).setExact(true))
                .click();
    }

    private void migrate(UUID vm) {
        more("Migrate");
        form("migrate").getByLabel("To").selectOption("kvm2");
        assertThat(form("migrate").locator(".placement")).containsText("kvm2: has room");
        send("migrate", "Migrate");
        assertThat(page.locator("#facts")).containsText("kvm2");
        assertThat(page.locator("#facts")).containsText("running");
        assertThat(CONSOLE.lab().ssh(1, ConsoleOnLab.VIRSH + "domstate " + vm)).startsWith("running");
    }

    private void delete() {
        more("Delete");
        send("delete", "Delete");
        Locator goOn = form("confirm").getByText("Go on");
        assertThat(goOn).isDisabled();
        form("confirm").getByLabel("Type its name to go on").fill(NAME);
        goOn.click();
        page.waitForURL(Pattern.compile("/(vms|tasks/[0-9a-f-]{36})$"));
        if (page.url().contains("/tasks/")) {
            assertThat(page.locator("#task")).containsText("succeeded");
        }
    }
}
