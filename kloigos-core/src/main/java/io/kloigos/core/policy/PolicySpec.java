package io.kloigos.core.policy;

import io.kloigos.core.KloigosException;
import io.kloigos.core.task.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a policy says, ready to be asked. */
final class PolicySpec {
    /** Claims of the pool are made at once or not at all: there is nothing that could wait. */
    static final String CLAIM = "server.provision";

    private static final long MOST_CORES = 4096;
    private static final long MOST_MEMORY_MB = 64L << 20;
    private static final Set<String> KEYS = Set.of(
            "deny_actions",
            "max_cpu_cores",
            "max_memory_mb",
            "allowed_images",
            "allowed_networks",
            "require_labels",
            "require_approval",
            "expression",
            "message");

    private final List<Rule> rules;
    private final ActionPatterns approval;

    private PolicySpec(List<Rule> rules, ActionPatterns approval) {
        this.rules = List.copyOf(rules);
        this.approval = approval;
    }

    /** {@code INVALID} with each field that is not right. */
    static PolicySpec of(Map<String, Object> spec) {
        SpecReader reader = new SpecReader(spec, KEYS);
        List<Rule> rules = new ArrayList<>();
        deny(actions(reader, "deny_actions", reader.words("deny_actions")), rules);
        atMost(reader.number("max_cpu_cores", MOST_CORES), "CPU cores", Proposal::cpuCores, rules);
        atMost(reader.number("max_memory_mb", MOST_MEMORY_MB), "MiB of memory", Proposal::memoryMb, rules);
        images(new NamePatterns(reader.words("allowed_images")), rules);
        networks(new NamePatterns(reader.words("allowed_networks")), rules);
        reader.words("require_labels").forEach(label -> rules.add(attempt -> lacks(attempt, label)));
        ActionPatterns approval = actions(reader, "require_approval", reader.wordsOrAll("require_approval"));
        reader.checks()
                .that(
                        !approval.patterns().contains(CLAIM),
                        "spec.require_approval",
                        "must not name " + CLAIM + ": a claim is answered at once. Deny it instead");
        String message = reader.text("message", 500);
        String expression = reader.text("expression", 2048);
        reader.checks()
                .that(
                        !rules.isEmpty() || !approval.isEmpty() || expression != null,
                        "spec",
                        "must say something: one of "
                                + String.join(", ", KEYS.stream().sorted().toList()))
                .that(message == null || expression != null, "spec.message", "goes with an expression")
                .done();
        if (expression != null) {
            rules.add(CelRule.of(expression, message));
        }
        return new PolicySpec(rules, approval);
    }

    /** What speaks against the attempt. */
    List<String> objections(Attempt attempt) {
        return rules.stream().flatMap(rule -> rule.objection(attempt).stream()).toList();
    }

    boolean wantsApproval(Attempt attempt) {
        return !attempt.action().equals(CLAIM) && approval.match(attempt.action());
    }

    private static ActionPatterns actions(SpecReader reader, String key, List<String> words) {
        words.forEach(word -> reader.checks()
                .that(
                        ActionPatterns.isOne(word),
                        "spec." + key,
                        "must name actions such as vm.provision, vm.action.stop or network, not " + word));
        return new ActionPatterns(words);
    }

    private static void deny(ActionPatterns denied, List<Rule> rules) {
        if (!denied.isEmpty()) {
            rules.add(attempt -> Rule.unless(!denied.match(attempt.action()), attempt.action() + " is denied"));
        }
    }

    private static void atMost(
            @Nullable Long most, String what, Function<Proposal, @Nullable Number> size, List<Rule> rules) {
        if (most != null) {
            rules.add(attempt -> {
                Number proposed = size.apply(attempt.proposal());
                return Rule.unless(
                        proposed == null || proposed.longValue() <= most,
                        proposed + " " + what + " are more than the " + most + " that it allows");
            });
        }
    }

    private static void images(NamePatterns allowed, List<Rule> rules) {
        if (!allowed.isEmpty()) {
            rules.add(attempt -> {
                String image = attempt.proposal().image();
                return Rule.unless(
                        image == null || allowed.match(image),
                        "image " + image + " is not among those that it allows (" + allowed + ")");
            });
        }
    }

    private static void networks(NamePatterns allowed, List<Rule> rules) {
        if (!allowed.isEmpty()) {
            rules.add(attempt -> attempt.proposal().networks().stream()
                    .filter(network -> !allowed.match(network))
                    .findFirst()
                    .map(network -> "network " + network + " is not among those that it allows (" + allowed + ")"));
        }
    }

    /** {@code name} or {@code name=value}, asked of every change that says which labels a VM will have. */
    private static Optional<String> lacks(Attempt attempt, String label) {
        Map<String, String> labels = attempt.proposal().labels();
        if (labels == null) {
            return Optional.empty();
        }
        String[] parts = label.split("=", 2);
        String value = labels.get(parts[0]);
        boolean fine = parts.length == 1 ? value != null && !value.isEmpty() : parts[1].equals(value);
        return Rule.unless(fine, "the label " + label + " is required");
    }

    /** Reads a stored spec, which was checked when it was saved. */
    static PolicySpec stored(Policy policy) {
        try {
            return of(policy.spec());
        } catch (KloigosException e) {
            // one that this version cannot read lets nothing pass
            return new PolicySpec(
                    List.of(attempt -> Optional.of("it cannot be read by this version: " + e.getMessage())),
                    new ActionPatterns(List.of()));
        }
    }
}
