package io.kloigos.core.runbook;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.SqlErrors;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.json.Json;
import io.kloigos.core.runbook.RunbookMapper.ChildRow;
import io.kloigos.core.runbook.RunbookMapper.StepRow;
import io.kloigos.core.runbook.RunbookMapper.TemplateRow;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskRequest;
import io.kloigos.core.task.TaskService;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.exceptions.PersistenceException;

/** Runbooks: kept, and run as tasks. */
public final class RunbookService {
    private static final int MOST = 1000;
    private static final DateTimeFormatter NOW =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /** What is remembered of an accepted run. */
    record Accepted(UUID taskId) {}

    private final Database database;
    private final Changes changes;
    private final TaskService tasks;
    private final EventService events;
    private final Verbs verbs;
    private final Targets targets;
    private final Clock clock;
    private final BuiltIns builtIns = new BuiltIns();

    RunbookService(
            Database database,
            Changes changes,
            TaskService tasks,
            EventService events,
            Verbs verbs,
            Targets targets,
            Clock clock) {
        this.database = database;
        this.changes = changes;
        this.tasks = tasks;
        this.events = events;
        this.verbs = verbs;
        this.targets = targets;
        this.clock = clock;
        builtIns.all().forEach(template -> verbs.check(template.runbook()));
    }

    /** Keeps a runbook. {@code INVALID} when it uses what there is not, {@code CONFLICT} when its name is taken. */
    public Template add(Caller caller, Runbook runbook) {
        verbs.check(runbook);
        if (builtIns.find(runbook.name()).isPresent()) {
            throw KloigosException.conflict("The runbook " + runbook.name() + " is built in. Give yours another name.");
        }
        try {
            return changes.make(caller, "runbook.add", runbook, Json.type(Template.class), tx -> {
                TemplateRow row = new TemplateRow(
                        caller.newId(runbook),
                        runbook.name(),
                        Json.write(runbook),
                        caller.actor(),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS));
                tx.mapper(RunbookMapper.class).insertTemplate(row);
                String message = "Runbook " + runbook.name() + " was added";
                events.record(tx, caller, "runbook.added", target(runbook.name()), message);
                return template(row);
            });
        } catch (PersistenceException e) {
            if (SqlErrors.isDuplicate(e, "runbook_template_name")) {
                throw KloigosException.conflict(
                        "There is a runbook " + runbook.name() + " already. Remove it first, or take another name.");
            }
            throw e;
        }
    }

    /** Forgets a runbook; runs of it go on. {@code CONFLICT} when it is built in or scheduled. */
    public void remove(Caller caller, String name) {
        if (builtIns.find(name).isPresent()) {
            throw KloigosException.conflict("The runbook " + name + " is built in and stays.");
        }
        database.run(tx -> {
            if (tx.mapper(ScheduleMapper.class).isScheduled(name)) {
                throw KloigosException.conflict("The runbook " + name + " is scheduled. Remove its schedules first.");
            }
            if (tx.mapper(RunbookMapper.class).deleteTemplate(name) == 0) {
                throw KloigosException.notFound("runbook", name);
            }
            events.record(tx, caller, "runbook.removed", target(name), "Runbook " + name + " was removed");
        });
    }

    /** All there are: those that are built in, then the others by name. */
    public List<Template> list() {
        List<Template> all = new ArrayList<>(builtIns.all());
        database.transact(tx -> tx.mapper(RunbookMapper.class).templates(MOST)).forEach(row -> all.add(template(row)));
        return all;
    }

    /** {@code NOT_FOUND} when there is none of that name. */
    public Template get(String name) {
        return database.transact(tx -> get(tx, name));
    }

    Template get(Transaction tx, String name) {
        return builtIns.find(name)
                .or(() -> Optional.ofNullable(tx.mapper(RunbookMapper.class).template(name))
                        .map(RunbookService::template))
                .orElseThrow(() -> KloigosException.notFound("runbook", name));
    }

    /** The names of the verbs that steps may use, with what each is told. */
    public List<RunbookVerb> verbs() {
        return verbs.all().stream()
                .map(verb -> new RunbookVerb(
                        verb.name(),
                        verb.required().stream().sorted().toList(),
                        verb.optional().stream().sorted().toList()))
                .toList();
    }

    /**
     * Runs a runbook. {@code INVALID} when a parameter is missing or unknown. The result fails as the step does that stops
     * the run.
     */
    public Pending<Task> execute(Caller caller, String name, RunRequest request) {
        record Request(String name, RunRequest request) {}
        Accepted accepted = changes.make(
                caller,
                RunRunbook.TYPE,
                new Request(name, request),
                Json.type(Accepted.class),
                tx -> new Accepted(submit(tx, caller, name, request)));
        return tasks.await(accepted.taskId(), () -> tasks.get(accepted.taskId()));
    }

    /** The same within a transaction: the run's task is there once that is committed. */
    UUID submit(Transaction tx, Caller caller, String name, RunRequest request) {
        Runbook runbook = get(tx, name).runbook();
        if (runbook.steps().isEmpty()) {
            throw KloigosException.conflict("The runbook " + name + " has no steps. Add it again with some.");
        }
        targets.check(tx, request);
        Instant now = clock.instant();
        UUID executionId = UUID.randomUUID();
        RunRunbook.Params params = new RunRunbook.Params(
                executionId, runbook, values(runbook, request, now), caller.actor(), caller.address());
        String target = request.target(name);
        String detail =
                "Run runbook " + name + (target.startsWith("runbook:") ? "" : " on " + targets.words(tx, request));
        UUID taskId = tasks.submit(
                tx,
                caller,
                new TaskRequest(
                        RunRunbook.TYPE, target, null, params, List.of("runbook:" + name + "/" + target), detail));
        tx.mapper(RunbookMapper.class).insertExecution(executionId, taskId, name, now);
        events.record(tx, caller, "runbook.started", target, detail, taskId);
        return taskId;
    }

    /** What the runbook's names stand for. {@code INVALID} with all that is missing and all that it does not know. */
    Map<String, String> values(Runbook runbook, RunRequest request, Instant now) {
        return new RunValues(runbook, request, NOW.format(now)).resolve();
    }

    /** A run by its task. {@code NOT_FOUND} when that is none. */
    public RunbookRun run(UUID taskId) {
        UUID executionId = database.transact(
                        tx -> Optional.ofNullable(tx.mapper(RunbookMapper.class).executionOf(taskId)))
                .orElseThrow(() -> KloigosException.notFound("run of a runbook", taskId));
        List<StepRow> steps =
                database.transact(tx -> tx.mapper(RunbookMapper.class).steps(executionId));
        List<ChildRow> children =
                database.transact(tx -> tx.mapper(RunbookMapper.class).children(executionId));
        return new RunbookRun(
                tasks.get(taskId),
                steps.stream().map(step -> step(step, children)).toList());
    }

    private RunbookRun.Step step(StepRow row, List<ChildRow> children) {
        return new RunbookRun.Step(
                row.name(),
                row.verb(),
                row.status().word(),
                row.attempt(),
                row.message(),
                row.changedAt(),
                children.stream()
                        .filter(child -> child.position() == row.position())
                        .map(ChildRow::taskId)
                        .filter(Objects::nonNull)
                        .map(tasks::get)
                        .toList());
    }

    private static Template template(TemplateRow row) {
        return new Template(row.templateId(), Json.read(row.definition(), Runbook.class), false, row.createdAt());
    }

    private static String target(String name) {
        return "runbook:" + name;
    }
}
