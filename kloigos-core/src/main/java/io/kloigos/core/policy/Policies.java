package io.kloigos.core.policy;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.Caller;
import io.kloigos.core.Checks;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.json.Json;
import io.kloigos.core.policy.Policy.Binding;
import io.kloigos.core.policy.Policy.Scope;
import io.kloigos.core.policy.PolicyMapper.BindingRow;
import io.kloigos.core.policy.PolicyMapper.Row;
import io.kloigos.core.project.Quotas;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Policies: kept, bound, and looked up. A policy is in force where it is bound, from then on. */
public final class Policies {
    private static final int MOST = 1000;
    private static final long KNOWN_FOR_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final JavaType ID = Json.type(UUID.class);
    private static final JavaType SPEC = Json.objectMap();

    private final Database database;
    private final Changes changes;
    private final EventService events;
    private final Clock clock;
    private volatile boolean anyBound;
    private volatile long askedAt = System.nanoTime() - KNOWN_FOR_NANOS;

    public Policies(Database database, Changes changes, EventService events, Clock clock) {
        this.database = database;
        this.changes = changes;
        this.events = events;
        this.clock = clock;
    }

    /** Adds a policy, which is in force nowhere yet. {@code INVALID} when its spec is not right. */
    public Policy add(Caller caller, String name, String category, Map<String, Object> spec) {
        new Checks().text("name", name, 255).text("category", category, 64).done();
        PolicySpec.of(spec);
        UUID policyId = changes.make(caller, "policy.add", List.of(name, category, spec), ID, tx -> {
            UUID id = caller.newId(List.of(name, category, spec));
            tx.mapper(PolicyMapper.class)
                    .insert(new Row(
                            id,
                            name,
                            category,
                            Json.write(spec),
                            clock.instant().truncatedTo(ChronoUnit.MILLIS)));
            events.record(
                    tx,
                    caller,
                    "policy.created",
                    Policy.target(id),
                    "Policy " + name + " was made: " + Json.write(spec));
            return id;
        });
        return get(policyId);
    }

    /** {@code NOT_FOUND} when there is no such policy. */
    public Policy get(UUID policyId) {
        return database.transact(tx -> get(tx, policyId));
    }

    /** All of them, newest first. */
    public List<Policy> list() {
        return database.transact(
                tx -> policies(tx, tx.mapper(PolicyMapper.class).list(MOST)));
    }

    /**
     * Gives a policy another name, category or rules, wherever it is bound. What was approved under the old ones stays so.
     * {@code INVALID} for rules that cannot be, {@code NOT_FOUND} when it is gone.
     *
     * @param name null to leave it, and so with the others
     */
    public Policy change(
            Caller caller,
            UUID policyId,
            @Nullable String name,
            @Nullable String category,
            @Nullable Map<String, Object> spec) {
        return database.transact(tx -> {
            Policy before = get(tx, policyId);
            Row after = new Row(
                    policyId,
                    requireNonNullElse(name, before.name()),
                    requireNonNullElse(category, before.category()),
                    Json.write(requireNonNullElse(spec, before.spec())),
                    before.createdAt());
            new Checks()
                    .text("name", after.name(), 255)
                    .text("category", after.category(), 64)
                    .done();
            if (spec != null) {
                PolicySpec.of(spec);
            }
            tx.mapper(PolicyMapper.class).update(after);
            record(tx, caller, "policy.changed", before, "is now " + after.name() + ": " + after.spec());
            return get(tx, policyId);
        });
    }

    /** Removes a policy; nothing of it is in force any more. */
    public void remove(Caller caller, UUID policyId) {
        database.run(tx -> {
            Policy policy = get(tx, policyId);
            tx.mapper(PolicyMapper.class).delete(policyId);
            events.record(tx, caller, "policy.deleted", policy.target(), "Policy " + policy.name() + " was deleted");
        });
    }

    /**
     * Puts a policy in force on a host or in a project; does nothing when it is.
     *
     * @param subject the host or project; {@link Policy#EVERYWHERE} for everything
     */
    public Policy bind(Caller caller, UUID policyId, Scope scope, String subject) {
        checkSubject(scope, subject);
        return database.transact(tx -> {
            Policy policy = get(tx, policyId);
            PolicyMapper policies = tx.mapper(PolicyMapper.class);
            if (scope == Scope.HOST && !subject.equals(Policy.EVERYWHERE) && policies.host(subject) == null) {
                throw KloigosException.notFound("host", subject);
            }
            if (scope == Scope.PROJECT && !subject.equals(Policy.EVERYWHERE)) {
                Quotas.require(tx, subject);
            }
            tx.afterCommit(() -> anyBound = true);
            if (policies.bind(policyId, scope, subject, clock.instant()) > 0) {
                record(tx, caller, "policy.bound", policy, "is in force " + where(scope, subject));
            }
            return get(tx, policyId);
        });
    }

    /** Ends that; does nothing when it is not in force there. */
    public Policy unbind(Caller caller, UUID policyId, Scope scope, String subject) {
        checkSubject(scope, subject);
        return database.transact(tx -> {
            Policy policy = get(tx, policyId);
            if (tx.mapper(PolicyMapper.class).unbind(policyId, scope, subject) > 0) {
                record(tx, caller, "policy.unbound", policy, "is no longer in force " + where(scope, subject));
            }
            return get(tx, policyId);
        });
    }

    /** Those that are in force for what is done on that host in that project, the oldest first. */
    public List<Policy> effective(@Nullable String hostId, @Nullable String projectId) {
        return database.transact(tx -> effective(tx, hostId, projectId));
    }

    boolean isAnyBound(Transaction tx) {
        anyBound = tx.mapper(PolicyMapper.class).isAnyBound();
        askedAt = System.nanoTime();
        return anyBound;
    }

    /** The same, but what another instance bound within the last second may not be known. */
    boolean isAnyKnownToBeBound(Transaction tx) {
        return anyBound || System.nanoTime() - askedAt >= KNOWN_FOR_NANOS ? isAnyBound(tx) : false;
    }

    List<Policy> effective(Transaction tx, @Nullable String hostId, @Nullable String projectId) {
        return policies(tx, tx.mapper(PolicyMapper.class).inForce(hostId, projectId));
    }

    private void record(Transaction tx, Caller caller, String type, Policy policy, String what) {
        events.record(tx, caller, type, policy.target(), "Policy " + policy.name() + " " + what);
    }

    private static String where(Scope scope, String subject) {
        if (subject.equals(Policy.EVERYWHERE)) {
            return "everywhere";
        }
        return scope == Scope.HOST ? "on host " + subject : "in project " + subject;
    }

    private static void checkSubject(Scope scope, String subject) {
        new Checks()
                .text(scope == Scope.HOST ? "host_id" : "project_id", subject, 64)
                .done();
    }

    private static Policy get(Transaction tx, UUID policyId) {
        Row row = Optional.ofNullable(tx.mapper(PolicyMapper.class).find(policyId))
                .orElseThrow(() -> KloigosException.notFound("policy", policyId));
        return policies(tx, List.of(row)).get(0);
    }

    private static List<Policy> policies(Transaction tx, List<Row> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        Map<UUID, List<Binding>> bindings =
                tx
                        .mapper(PolicyMapper.class)
                        .bindings(rows.stream().map(Row::policyId).toList())
                        .stream()
                        .collect(Collectors.groupingBy(
                                BindingRow::policyId,
                                Collectors.mapping(
                                        row -> new Binding(row.kind(), row.subject()), Collectors.toList())));
        return rows.stream()
                .map(row -> new Policy(
                        row.policyId(),
                        row.name(),
                        row.category(),
                        Json.<Map<String, Object>>read(row.spec(), SPEC),
                        bindings.getOrDefault(row.policyId(), List.of()),
                        row.createdAt()))
                .toList();
    }
}
