package io.kloigos.core.runbook;

import io.kloigos.core.Checks;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a runbook is to run on.
 *
 * @param parameters the values of its parameters by their names
 */
public record RunRequest(@Nullable String hostId, @Nullable UUID vmId, Map<String, String> parameters) {
    private static final int LONGEST_VALUE = 1000;

    public RunRequest {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
        Checks checks = new Checks();
        if (hostId != null) {
            checks.hostname("host_id", hostId);
        }
        parameters.forEach((name, value) -> checks.that(
                value.length() <= LONGEST_VALUE && value.chars().noneMatch(Character::isISOControl),
                "parameters." + name,
                "must have at most " + LONGEST_VALUE + " characters, and none that control"));
        checks.done();
    }

    /** What it works on, for tasks and events. */
    String target(String runbook) {
        if (vmId != null) {
            return "vm:" + vmId;
        }
        return hostId == null ? "runbook:" + runbook : "host:" + Objects.requireNonNull(hostId);
    }
}
