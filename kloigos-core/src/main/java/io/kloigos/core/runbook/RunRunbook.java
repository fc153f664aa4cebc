package io.kloigos.core.runbook;

import io.kloigos.core.Caller;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.TaskHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs a runbook as it was when that was asked for: its steps make tasks and wait for them. */
final class RunRunbook implements TaskHandler<RunRunbook.Params> {
    static final String TYPE = "runbook.execute";

    /** @param values of its parameters, {@code host_id}, {@code vm_id} and {@code now} */
    record Params(
            UUID executionId,
            Runbook runbook,
            Map<String, String> values,
            String actor,
            @Nullable String address) {
        Params {
            values = Map.copyOf(values);
        }

        Caller caller() {
            return Caller.of(actor).from(address);
        }
    }

    private final Conductor.Services services;
    private final Verbs verbs;
    private final Lookups lookups;

    RunRunbook(Conductor.Services services, Verbs verbs, Lookups lookups) {
        this.services = services;
        this.verbs = verbs;
        this.lookups = lookups;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Class<Params> paramsType() {
        return Params.class;
    }

    @Override
    public boolean isConductor() {
        return true;
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        Map<String, String> rehearsed = new HashMap<>();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < params.runbook().steps().size(); i++) {
            StepRun run = new StepRun(services, verbs, lookups, params, i, stage, rehearsed);
            steps.add(Step.oneWay(params.runbook().steps().get(i).name(), run::run));
        }
        return steps;
    }
}
