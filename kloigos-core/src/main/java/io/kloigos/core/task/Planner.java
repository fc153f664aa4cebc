package io.kloigos.core.task;

import io.kloigos.core.Caller;
import io.kloigos.core.DryRun;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.Sha256;
import io.kloigos.core.hypervisor.PlannedCommand;
import io.kloigos.core.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds out what changes would do on hosts, by rehearsing there the tasks that they would make. */
public final class Planner {
    private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");

    private final Map<String, TaskHandler<?>> handlers;
    private final Supplier<RehearsalStage> stages;

    public Planner(Collection<TaskHandler<?>> handlers, Supplier<RehearsalStage> stages) {
        this.handlers = handlers.stream().collect(Collectors.toMap(TaskHandler::type, h -> h));
        this.stages = stages;
    }

    /** A stage that notes what is done on it. */
    public interface RehearsalStage extends Stage {
        /** What was noted since this was last asked. */
        List<Plan.HostCommand> takeNotes();
    }

    TaskHandler<?> handler(String type) {
        TaskHandler<?> handler = handlers.get(type);
        if (handler == null) {
            throw new KloigosException(
                    ErrorCode.UNAVAILABLE, "This version of Kloigos does not know tasks of type " + type + ".");
        }
        return handler;
    }

    /** The types of all tasks that there are. */
    Set<String> types() {
        return handlers.keySet();
    }

    boolean isConductor(String type) {
        TaskHandler<?> handler = handlers.get(type);
        return handler != null && handler.isConductor();
    }

    /** A stage that changes nothing. */
    Stage stage() {
        return stages.get();
    }

    /**
     * What a change would do; nothing is changed, here or on a host. Blocks on the hosts, and fails as the change would, as
     * far as that can be told beforehand.
     *
     * @param change makes the change in the name of the caller that it is given
     */
    public Plan plan(Caller caller, Consumer<Caller> change) {
        try {
            change.accept(caller.planning());
        } catch (DryRun dryRun) {
            return plan(dryRun);
        }
        return nothing();
    }

    /** What would have followed upon a change that ended like this. Blocks on the hosts. */
    public Plan plan(DryRun dryRun) {
        TaskRequest request = dryRun.request();
        return request == null ? nothing() : plan(handler(request.type()), request);
    }

    private <P> Plan plan(TaskHandler<P> handler, TaskRequest request) {
        List<Plan.PlannedStep> steps = rehearse(handler, inTurn(handler, request));
        return new Plan(request.type(), request.target(), request.detail(), steps, hash(request.type(), steps));
    }

    /** Rehearses a task as a part of another one's rehearsal, on the stage of that. */
    public void rehearse(TaskRequest request, Stage stage) {
        rehearse(handler(request.type()), request, stage);
    }

    private static <P> void rehearse(TaskHandler<P> handler, TaskRequest request, Stage stage) {
        P params = inTurn(handler, request);
        handler.checkPrerequisites(params, stage);
        handler.steps(params, stage).forEach(step -> step.run().run());
    }

    /** As if nobody stood in front of it. */
    private static <P> P inTurn(TaskHandler<P> handler, TaskRequest request) {
        return handler.inTurn(Json.read(Json.write(request.params()), handler.paramsType()));
    }

    /** The hash of what the task would do now. */
    <P> String hash(TaskHandler<P> handler, P params) {
        return hash(handler.type(), rehearse(handler, params));
    }

    private static Plan nothing() {
        return new Plan(null, null, null, List.of(), hash("", List.of()));
    }

    private <P> List<Plan.PlannedStep> rehearse(TaskHandler<P> handler, P params) {
        RehearsalStage stage = stages.get();
        handler.checkPrerequisites(params, stage);
        List<Plan.PlannedStep> planned = new ArrayList<>();
        for (Step step : handler.steps(params, stage)) {
            step.run().run();
            planned.add(new Plan.PlannedStep(step.name(), stage.takeNotes()));
        }
        return planned;
    }

    private static String hash(String type, List<Plan.PlannedStep> steps) {
        StringBuilder all = new StringBuilder(type);
        for (Plan.PlannedStep step : steps) {
            for (Plan.HostCommand each : step.commands()) {
                PlannedCommand command = each.command();
                all.append('\0').append(each.hostId()).append('\0').append(command.command());
                all.append('\0').append(command.input()).append('\0').append(command.diff());
            }
        }
        return Sha256.of(INSTANT.matcher(all).replaceAll(""));
    }
}
