package io.kloigos.core.audit;

import io.kloigos.core.Sha256;
import io.kloigos.core.event.Event;
import io.kloigos.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hash of a block: of the one before, and of each event's every field, as one line of JSON each. */
final class BlockHash {
    /** Before the first block. */
    static final String NONE = "0".repeat(64);

    private BlockHash() {}

    /** @param events in the order of their numbers */
    static String of(String before, List<Event> events) {
        MessageDigest digest = Sha256.digest();
        feed(digest, before);
        events.forEach(event -> feed(digest, line(event)));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String line(Event event) {
        List<@Nullable Object> fields = new ArrayList<>(Arrays.asList(
                event.eventId(),
                event.type(),
                event.message(),
                event.actor(),
                event.address(),
                event.target(),
                event.taskId(),
                event.createdAt().toEpochMilli(),
                event.difference()));
        if (event.projectId() != null) {
            // older ones have none, and were sealed without
            fields.add(event.projectId());
        }
        return Json.write(fields);
    }

    private static void feed(MessageDigest digest, String line) {
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
    }
}
