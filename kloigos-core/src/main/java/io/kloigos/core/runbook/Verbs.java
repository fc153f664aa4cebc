package io.kloigos.core.runbook;

import io.kloigos.core.Checks;
import io.kloigos.core.KloigosException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The verbs there are, and whether runbooks use them as they are meant. */
final class Verbs {
    /** Values that every run has, beside its parameters. */
    private static final Set<String> ALWAYS =
            Set.of("host_id", "vm_id", "now", "host.status", "host.name", "vm.name", "vm.power_state", "vm.host_id");

    private final Map<String, Verb> verbs = new TreeMap<>();

    Verbs(Collection<Verb> all) {
        all.forEach(verb -> verbs.put(verb.name(), verb));
    }

    Collection<Verb> all() {
        return List.copyOf(verbs.values());
    }

    Verb get(String name) {
        Verb verb = verbs.get(name);
        if (verb == null) {
            throw KloigosException.conflict("This version of Kloigos has no verb " + name + ". It has "
                    + String.join(", ", verbs.keySet()) + ".");
        }
        return verb;
    }

    /** {@code INVALID} with everything that is wrong with the runbook's use of verbs and values. */
    void check(Runbook runbook) {
        Checks checks = new Checks();
        Set<String> known = new HashSet<>(ALWAYS);
        runbook.parameters().forEach((name, parameter) -> {
            checks.that(!ALWAYS.contains(name) || isTarget(name), "parameters." + name, "is a value of every run");
            checkNames(checks, "parameters." + name + ".default", parameter.fallback(), ALWAYS);
        });
        known.addAll(runbook.parameters().keySet());
        for (RunbookStep step : runbook.steps()) {
            check(checks, step, known);
            known.add("steps." + step.name() + ".status");
        }
        checks.done();
    }

    /** A runbook may say that it needs a host or a VM. */
    private static boolean isTarget(String name) {
        return name.equals("host_id") || name.equals("vm_id");
    }

    private void check(Checks checks, RunbookStep step, Set<String> known) {
        String field = "steps." + step.name();
        Verb verb = verbs.get(step.verb());
        checks.that(verb != null, field + ".verb", "must be one of " + String.join(", ", verbs.keySet()));
        if (verb != null) {
            verb.required()
                    .forEach(name ->
                            checks.that(step.with().containsKey(name), field + ".with." + name, "must be given"));
            step.with()
                    .keySet()
                    .forEach(name -> checks.that(
                            verb.required().contains(name) || verb.optional().contains(name),
                            field + ".with." + name,
                            "is nothing that " + verb.name() + " knows"));
        }
        step.with().forEach((name, text) -> checkNames(checks, field + ".with." + name, text, known));
        if (step.when() != null) {
            checkNames(checks, field + ".when.value", step.when().value(), known);
        }
    }

    private static void checkNames(
            Checks checks, String field, @org.jspecify.annotations.Nullable String text, Set<String> known) {
        for (String name : text == null ? Set.<String>of() : Values.namesIn(text)) {
            checks.that(
                    known.contains(name),
                    field,
                    "names ${" + name + "}, which is no parameter, no earlier step and no value of every run");
        }
    }
}
