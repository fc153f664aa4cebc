package io.kloigos.http.runbook;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kloigos.core.runbook.Runbook;
import io.kloigos.core.runbook.Runbook.Parameter;
import io.kloigos.core.runbook.RunbookStep;
import io.kloigos.core.runbook.RunbookStep.Condition;
import io.kloigos.core.runbook.RunbookStep.OnFailure;
import io.kloigos.core.runbook.Template;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A runbook, as it is sent and received; only {@code name} must be sent.
 *
 * @param templateId given by the server
 * @param builtIn told by the server
 * @param createdAt told by the server; null for one that is built in
 */
@Schema(name = "RunbookTemplate")
record TemplateJson(
        @Nullable UUID templateId,
        @Nullable String name,
        @Nullable String description,
        @Nullable Map<String, ParameterJson> parameters,
        @Nullable List<StepJson> steps,
        @Nullable Boolean builtIn,
        @Nullable Instant createdAt) {
    /** Something that may be told at each run. */
    @Schema(name = "RunbookParameter")
    record ParameterJson(
            @Nullable String description,
            @Nullable Boolean required,

            @JsonProperty("default") @Nullable String fallback) {
        Parameter parameter() {
            return new Parameter(requireNonNullElse(description, ""), Boolean.TRUE.equals(required), fallback);
        }
    }

    /**
     * A step of it.
     *
     * @param with what the verb is told; values may name others, as in <code>${host_id}</code>
     */
    @Schema(name = "RunbookStep")
    record StepJson(
            @Nullable String name,
            @Nullable String verb,
            @Nullable Map<String, Object> with,
            @Nullable ConditionJson when,
            @Nullable OnFailure onFailure,
            @Nullable Integer retries) {
        RunbookStep step(int index) {
            return new RunbookStep(
                    name == null ? "step-" + (index + 1) : name,
                    requireNonNullElse(verb, ""),
                    Texts.of("with", with),
                    when == null ? null : when.condition(),
                    requireNonNullElse(onFailure, OnFailure.STOP),
                    requireNonNullElse(retries, 0));
        }
    }

    /** What must hold for a step; exactly one of is, is_not and in. */
    @Schema(name = "RunbookCondition")
    record ConditionJson(
            @Nullable String value,
            @Nullable String is,
            @Nullable String isNot,
            @Nullable List<String> in) {
        Condition condition() {
            return new Condition(requireNonNullElse(value, ""), is, isNot, requireNonNullElse(in, List.of()));
        }
    }

    Runbook runbook() {
        Map<String, Parameter> told = new LinkedHashMap<>();
        requireNonNullElse(parameters, Map.<String, ParameterJson>of())
                .forEach((parameter, json) -> told.put(parameter, json.parameter()));
        List<StepJson> given = requireNonNullElse(steps, List.of());
        List<RunbookStep> all = java.util.stream.IntStream.range(0, given.size())
                .mapToObj(i -> given.get(i).step(i))
                .toList();
        return new Runbook(requireNonNullElse(name, ""), requireNonNullElse(description, ""), told, all);
    }

    static TemplateJson of(Template template) {
        Runbook runbook = template.runbook();
        Map<String, ParameterJson> parameters = new LinkedHashMap<>();
        runbook.parameters()
                .forEach((name, each) ->
                        parameters.put(name, new ParameterJson(each.description(), each.required(), each.fallback())));
        return new TemplateJson(
                template.templateId(),
                runbook.name(),
                runbook.description(),
                parameters,
                runbook.steps().stream().map(TemplateJson::of).toList(),
                template.builtIn(),
                template.createdAt());
    }

    private static StepJson of(RunbookStep step) {
        Condition when = step.when();
        return new StepJson(
                step.name(),
                step.verb(),
                new LinkedHashMap<>(step.with()),
                when == null ? null : new ConditionJson(when.value(), when.is(), when.isNot(), when.in()),
                step.onFailure(),
                step.retries());
    }
}
