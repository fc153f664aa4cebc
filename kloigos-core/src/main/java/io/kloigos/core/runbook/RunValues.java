package io.kloigos.core.runbook;

import io.kloigos.core.Checks;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What the names of a runbook stand for in one run. */
record RunValues(Runbook runbook, RunRequest request, String now) {
    Map<String, String> resolve() {
        Map<String, String> values = new HashMap<>(request.parameters());
        values.put("host_id", Objects.requireNonNullElse(request.hostId(), ""));
        values.put("vm_id", request.vmId() == null ? "" : request.vmId().toString());
        values.put("now", now);
        Checks checks = new Checks();
        request.parameters()
                .keySet()
                .forEach(name -> checks.that(
                        runbook.parameters().containsKey(name) && !isTarget(name),
                        "parameters." + name,
                        "is no parameter of " + runbook.name()));
        runbook.parameters().forEach((name, parameter) -> {
            String told = values.getOrDefault(name, "");
            String fallback = Objects.requireNonNullElse(parameter.fallback(), "");
            values.put(name, told.isEmpty() ? Values.resolve(fallback, n -> values.getOrDefault(n, "")) : told);
            checks.that(
                    !parameter.required() || !values.get(name).isEmpty(),
                    isTarget(name) ? name : "parameters." + name,
                    "must be given: " + parameter.description());
        });
        checks.done();
        return values;
    }

    private static boolean isTarget(String name) {
        return name.equals("host_id") || name.equals("vm_id");
    }
}
