package io.kloigos.http.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.List;

/** What is done at the screen of a guest, which is told of keys without being given them: it would be restarted. */
final class ScreenClicks {
    /** Of X11, as RFC 6143 has them. */
    private static final int CTRL = 0xffe3;

    private static final int ALT = 0xffe9;
    private static final int DELETE = 0xffff;
    private static final int ENTER = 0xff0d;
    private static final int UNICODE = 0x01000000;

    /** Notes each key that is pressed, by itself or in the way of QEMU, and which socket the screen has. */
    private static final String NOTE_KEYS = """
            () => {
              window.pressed = [];
              const { send } = WebSocket.prototype;
              WebSocket.prototype.send = function (bytes) {
                window.screenSocket = this;
                const said = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
                const [isKey, isDown] = said.getUint8(0) === 255 ? [true, said.getUint16(2)] : [said.getUint8(0) === 4, said.getUint8(1)];
                if (!isKey) send.call(this, bytes);
                else if (isDown) window.pressed.push(said.getUint32(4));
              };
            }""";
    /** What a server sends when something was copied in its guest. */
    private static final String COPY = """
            (text) => window.screenSocket.onmessage({ data: Uint8Array.from(
              [3, 0, 0, 0, 0, 0, 0, text.length, ...new TextEncoder().encode(text)]).buffer })""";

    private final Operator operator;
    private final Page page;

    ScreenClicks(Operator operator) {
        this.operator = operator;
        this.page = operator.page();
    }

    void all() {
        page.waitForSelector("[data-console][data-connected] canvas");
        page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        page.evaluate(NOTE_KEYS);
        operator.press("Ctrl-Alt-Del");
        assertThat(page.evaluate("pressed")).isEqualTo(List.of(CTRL, ALT, DELETE));
        operator.press("Paste");
        operator.field("paste", "Text").fill("a\n€");
        operator.press("paste", "Type it");
        page.waitForFunction("() => pressed.length === 6");
        assertThat(page.evaluate("pressed.slice(3)")).isEqualTo(List.of((int) 'a', ENTER, UNICODE + '€'));
        page.evaluate(COPY, "from the guest");
        page.waitForCondition(
                () -> "from the guest".equals(page.evaluate("async () => await navigator.clipboard.readText()")));
        operator.press("Full screen");
        page.waitForFunction("() => document.fullscreenElement?.dataset.console === 'vnc'");
        page.evaluate("document.exitFullscreen()");
    }
}
