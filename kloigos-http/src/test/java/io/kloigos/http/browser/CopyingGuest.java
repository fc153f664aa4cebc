package io.kloigos.http.browser;

import com.microsoft.playwright.WebSocketRoute;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** The screen of a guest in which somebody copies a text, as RFC 6143 has it. */
record CopyingGuest(String text) implements Consumer<WebSocketRoute> {
    private static final byte[] VERSION = "RFB 003.008\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_SECURITY = {1, 1};
    private static final byte[] ACCEPTED = new byte[4];
    private static final short SIDE = 16;
    private static final byte[] TRUE_COLOUR = {32, 24, 0, 1, 0, -1, 0, -1, 0, -1, 16, 8, 0, 0, 0, 0};
    private static final byte CUT_TEXT = 3;

    @Override
    public void accept(WebSocketRoute viewer) {
        Deque<byte[]> answers = new ArrayDeque<>(List.of(NO_SECURITY, ACCEPTED, start()));
        viewer.onMessage(said -> {
            if (!answers.isEmpty()) {
                viewer.send(answers.poll());
            }
        });
        viewer.send(VERSION);
    }

    /** What the screen is like, and the text. */
    private byte[] start() {
        byte[] copied = text.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(4 + TRUE_COLOUR.length + 4 + 8 + copied.length)
                .putShort(SIDE)
                .putShort(SIDE)
                .put(TRUE_COLOUR)
                .putInt(0)
                .putInt(CUT_TEXT << 24)
                .putInt(copied.length)
                .put(copied)
                .array();
    }
}
