package io.kloigos.core.runbook;

import io.kloigos.core.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The runbooks that come with the program. */
final class BuiltIns {
    private static final List<String> NAMES =
            List.of("node-drain", "node-ready", "vm-snapshot", "image-refresh", "pool-reap");

    private final Map<String, Template> templates = new LinkedHashMap<>();

    BuiltIns() {
        NAMES.forEach(name -> templates.put(name, read(name)));
    }

    List<Template> all() {
        return List.copyOf(templates.values());
    }

    Optional<Template> find(String name) {
        return Optional.ofNullable(templates.get(name));
    }

    private static Template read(String name) {
        try (InputStream file = BuiltIns.class.getResourceAsStream(name + ".json")) {
            if (file == null) {
                throw new IllegalStateException("the runbook " + name + " was not packed");
            }
            String json = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            UUID id = UUID.nameUUIDFromBytes(("runbook/" + name).getBytes(StandardCharsets.UTF_8));
            return new Template(id, Json.read(json, Runbook.class), true, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
