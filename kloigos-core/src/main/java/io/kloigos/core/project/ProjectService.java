package io.kloigos.core.project;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.Scope;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.SqlErrors;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.ChangedFields;
import io.kloigos.core.event.EventService;
import io.kloigos.core.json.Json;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.ibatis.exceptions.PersistenceException;
import org.jspecify.annotations.Nullable;

/** Projects and their quotas. */
public final class ProjectService {
    /** The most that one list holds. */
    public static final int MOST = 1000;

    private static final JavaType PROJECT = Json.type(Project.class);

    private final Database database;
    private final Changes changes;
    private final EventService events;
    private final Clock clock;

    public ProjectService(Database database, Changes changes, EventService events, Clock clock) {
        this.database = database;
        this.changes = changes;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Makes a project without limits. {@code CONFLICT} when its name or id is taken.
     *
     * @param projectId null to have one chosen
     */
    public Project create(Caller caller, @Nullable String projectId, String name, String description) {
        record Request(@Nullable String projectId, String name, String description) {}
        Request request = new Request(projectId, name, description);
        String id = projectId == null ? caller.newId(request).toString() : projectId;
        try {
            return changes.make(caller, "project.create", request, PROJECT, tx -> {
                Project project = new Project(
                        id,
                        name,
                        description,
                        Quota.UNLIMITED,
                        clock.instant().truncatedTo(ChronoUnit.MILLIS),
                        Usage.NOTHING);
                tx.mapper(ProjectMapper.class).insert(project);
                record(tx, caller, "project.created", id, "Project " + name + " was made");
                return project;
            });
        } catch (PersistenceException e) {
            if (SqlErrors.isDuplicate(e, "project_name") || SqlErrors.isDuplicate(e, "PRIMARY")) {
                throw KloigosException.conflict("There is a project " + name
                        + (projectId == null ? "" : ", or one with the id " + projectId) + " already.");
            }
            throw e;
        }
    }

    /** {@code NOT_FOUND} when there is no such project, as far as the caller may know. */
    public Project get(Scope scope, String projectId) {
        return database.transact(tx -> get(tx, scope, projectId));
    }

    /** What the first projects within the scope are called, by name; without what they use, which takes its time. */
    public List<ProjectName> names(Scope scope, int limit) {
        return database.transact(tx -> tx.mapper(ProjectMapper.class).names(scope, limit));
    }

    /**
     * The projects that the caller may know, by name.
     *
     * @param after only those of later names; null for all
     */
    public List<Project> list(Scope scope, @Nullable String after, int limit) {
        if (limit < 1 || limit > MOST) {
            throw KloigosException.invalid("limit", "must be between 1 and " + MOST);
        }
        return database.transact(tx -> tx.mapper(ProjectMapper.class).list(null, scope, after, limit)).stream()
                .map(ProjectMapper.Row::project)
                .toList();
    }

    /** Sets how much a project may have; what it has already it keeps. */
    public Project setQuota(Caller caller, String projectId, QuotaChange change) {
        record Request(String projectId, QuotaChange change) {}
        return changes.make(caller, "project.quota", new Request(projectId, change), PROJECT, tx -> {
            lock(tx, projectId);
            Quota before = get(tx, Scope.EVERYTHING, projectId).quota();
            Quota quota = change.applyTo(before);
            tx.mapper(ProjectMapper.class).setQuota(projectId, quota);
            Project project = get(tx, Scope.EVERYTHING, projectId);
            events.record(
                    tx,
                    caller,
                    "project.quota_set",
                    Project.target(projectId),
                    "Project " + project.name() + " may have " + Json.write(quota),
                    null,
                    ChangedFields.of(before, quota));
            return project;
        });
    }

    /** Removes a project. {@code CONFLICT} while anything belongs to it. */
    public void delete(Caller caller, String projectId) {
        changes.make(caller, "project.delete", projectId, Json.type(String.class), tx -> {
            lock(tx, projectId);
            Project project = get(tx, Scope.EVERYTHING, projectId);
            ProjectMapper projects = tx.mapper(ProjectMapper.class);
            if (projects.isInUse(projectId)) {
                throw KloigosException.conflict("Project " + project.name()
                        + " has VMs, hosts or servers. Delete them, or give them to another project first.");
            }
            projects.delete(projectId);
            record(tx, caller, "project.deleted", projectId, "Project " + project.name() + " was removed");
            return projectId;
        });
    }

    private static void lock(Transaction tx, String projectId) {
        if (tx.mapper(ProjectMapper.class).touch(projectId) == 0) {
            throw KloigosException.notFound("project", projectId);
        }
    }

    private static Project get(Transaction tx, Scope scope, String projectId) {
        return tx.mapper(ProjectMapper.class).list(projectId, scope, null, 1).stream()
                .findFirst()
                .orElseThrow(() -> KloigosException.notFound("project", projectId))
                .project();
    }

    private void record(Transaction tx, Caller caller, String type, String projectId, String message) {
        events.record(tx, caller, type, Project.target(projectId), message);
    }
}
