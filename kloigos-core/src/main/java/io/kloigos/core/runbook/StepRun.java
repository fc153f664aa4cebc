package io.kloigos.core.runbook;

import io.kloigos.core.KloigosException;
import io.kloigos.core.runbook.Conductor.Attempt;
import io.kloigos.core.runbook.RunbookMapper.StepRow;
import io.kloigos.core.runbook.RunbookMapper.StepStatus;
import io.kloigos.core.runbook.RunbookStep.Condition;
import io.kloigos.core.runbook.RunbookStep.OnFailure;
import io.kloigos.core.task.Stage;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One step of one run: skipped, or tried until it succeeds or has failed often enough. */
final class StepRun {
    private static final int LONGEST_MESSAGE = 4000;

    private final Conductor.Services services;
    private final Verbs verbs;
    private final Lookups lookups;
    private final RunRunbook.Params params;
    private final int position;
    private final RunbookStep step;
    private final Stage stage;
    private final Map<String, String> rehearsed;

    /** @param rehearsed what became of the steps before, where nothing of a run is recorded */
    StepRun(
            Conductor.Services services,
            Verbs verbs,
            Lookups lookups,
            RunRunbook.Params params,
            int position,
            Stage stage,
            Map<String, String> rehearsed) {
        this.services = services;
        this.verbs = verbs;
        this.lookups = lookups;
        this.params = params;
        this.position = position;
        this.step = params.runbook().steps().get(position);
        this.stage = stage;
        this.rehearsed = rehearsed;
    }

    void run() {
        Optional<StepRow> before = recorded(position);
        int attempt = before.map(StepRow::attempt).orElse(0);
        if (before.filter(this::isOver).isPresent()) {
            return;
        }
        Condition when = step.when();
        if (when != null && !when.holds(resolve(when.value()))) {
            record(attempt, StepStatus.SKIPPED, "Skipped: " + when.value() + " is " + resolve(when.value()));
            return;
        }
        attempt(attempt, attempt + step.retries());
    }

    private boolean isOver(StepRow row) {
        return row.status() == StepStatus.SUCCEEDED
                || row.status() == StepStatus.SKIPPED
                || (row.status() == StepStatus.FAILED && step.onFailure() == OnFailure.CONTINUE);
    }

    private void attempt(int attempt, int last) {
        record(attempt, StepStatus.RUNNING, "");
        try {
            record(attempt, StepStatus.SUCCEEDED, verbs.get(step.verb()).work().run(arguments(), conductor(attempt)));
        } catch (KloigosException e) {
            if (attempt < last && !stage.isRehearsal()) {
                attempt(attempt + 1, last);
                return;
            }
            record(attempt + 1, StepStatus.FAILED, String.valueOf(e.getMessage()));
            if (step.onFailure() == OnFailure.STOP) {
                throw new KloigosException(e.code(), "Step " + step.name() + " failed: " + e.getMessage(), e);
            }
        }
    }

    private Conductor conductor(int attempt) {
        return new Conductor(services, new Attempt(params.executionId(), position, attempt), params.caller(), stage);
    }

    private Arguments arguments() {
        Map<String, String> with = new HashMap<>();
        step.with().forEach((name, text) -> with.put(name, resolve(text)));
        return new Arguments(with);
    }

    private String resolve(String text) {
        return Values.resolve(text, this::value);
    }

    private String value(String name) {
        if (name.startsWith("steps.")) {
            return statusOf(name.substring("steps.".length(), name.lastIndexOf('.')));
        }
        return name.contains(".")
                ? lookups.get(name, params.values())
                : params.values().getOrDefault(name, "");
    }

    private String statusOf(String earlier) {
        if (stage.isRehearsal()) {
            return rehearsed.getOrDefault(earlier, "");
        }
        return services.database().transact(tx -> tx.mapper(RunbookMapper.class).steps(params.executionId())).stream()
                .filter(row -> row.name().equals(earlier))
                .map(row -> row.status().word())
                .findFirst()
                .orElse("");
    }

    private Optional<StepRow> recorded(int wanted) {
        if (stage.isRehearsal()) {
            return Optional.empty();
        }
        return services.database().transact(tx -> tx.mapper(RunbookMapper.class).steps(params.executionId())).stream()
                .filter(row -> row.position() == wanted)
                .findFirst();
    }

    private void record(int attempt, StepStatus status, String message) {
        rehearsed.put(step.name(), status.word());
        String kept = message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message;
        stage.record(() -> services.database()
                .run(tx -> tx.mapper(RunbookMapper.class)
                        .putStep(
                                params.executionId(),
                                new StepRow(
                                        position,
                                        step.name(),
                                        step.verb(),
                                        attempt,
                                        status,
                                        kept,
                                        services.clock().instant()))));
    }
}
