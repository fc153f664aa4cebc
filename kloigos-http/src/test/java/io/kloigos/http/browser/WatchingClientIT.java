package io.kloigos.http.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one looks at for a while: the screen of a guest, what nobody can see now, what has failed. */
class WatchingClientIT {
    private static final int CTRL = 0xffe3;
    private static final int ALT = 0xffe9;
    private static final int DELETE = 0xffff;
    private static final int ENTER = 0xff0d;

    /** Notes the keysym of each key that is pressed in the guest (RFC 6143, 7.5.4). */
    private static final String NOTE_KEYS = """
            () => {
              window.pressed = [];
              const { send } = WebSocket.prototype;
              WebSocket.prototype.send = function (bytes) {
                const said = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
                if (said.getUint8(0) === 4 && said.getUint8(1) === 1) window.pressed.push(said.getUint32(4));
                return send.call(this, bytes);
              };
            }""";

    @RegisterExtension
    static final ConsoleOnFakes CONSOLE = new ConsoleOnFakes();

    private Operator operator;
    private Page page;

    @BeforeEach
    void aVmRuns() {
        operator = CONSOLE.operator();
        page = operator.page();
        CONSOLE.register();
        CONSOLE.makesVm("web-01");
    }

    @Test
    void aScreenTakesKeysAndTextAndGivesWhatItsGuestCopies() {
        page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        page.routeWebSocket(Pattern.compile("/console/socket"), new CopyingGuest("from the guest"));
        operator.follow("Console");
        page.waitForFunction("async () => await navigator.clipboard.readText() === 'from the guest'");
        page.evaluate(NOTE_KEYS);
        operator.press("Ctrl-Alt-Del");
        assertThat(page.evaluate("pressed")).isEqualTo(List.of(CTRL, ALT, DELETE));
        operator.press("Paste");
        operator.field("paste", "Text").fill("ü\n");
        operator.press("paste", "Type it");
        page.waitForFunction("() => pressed.length === 5");
        assertThat(page.evaluate("pressed.slice(3)")).isEqualTo(List.of((int) 'ü', ENTER));
        operator.press("Full screen");
        page.waitForFunction("() => document.fullscreenElement?.dataset.console === 'vnc'");
        assertThat(operator.complaints()).isEmpty();
    }

    @Test
    void whatNobodyCanSeeNowLooksSoWithItsAge() {
        operator.opens("vms");
        Locator row = page.locator("#list tbody tr");
        assertThat(row).not().hasClass("unobserved");
        CONSOLE.host().goAway();
        assertThat(row).hasClass("unobserved");
        assertThat(row).containsText(Pattern.compile("unobserved\\s*running, \\d+ s ago"));
        row.getByRole(AriaRole.LINK).first().click();
        assertThat(page.locator("#notes")).containsText("Nobody can see this VM now");
        assertThat(operator.complaints()).isEmpty();
    }

    @Test
    void whatFailsSaysWhatToDoAndCanBeTriedAgain() {
        CONSOLE.host()
                .failWith(
                        new KloigosException(ErrorCode.HOST_FAILED, "The disk of h1 is full. Free some space on it."));
        operator.press("Pause");
        assertThat(page.locator(".note-bad")).containsText("Free some space on it.");
        CONSOLE.host().recover();
        operator.opens("tasks");
        assertThat(page.locator("#list tbody tr").first()).containsText("Free some space on it.");
        page.locator("#list tbody tr a").first().click();
        assertThat(page.locator("#task .alert-danger")).containsText("Free some space on it.");
        operator.press("Retry Pause VM web-01");
        operator.press("decide", "Go on");
        assertThat(page.locator("#task")).containsText("succeeded");
    }
}
