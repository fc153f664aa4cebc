package io.kloigos.core.policy;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.policy.Attempt.KnownHost;
import io.kloigos.core.policy.Attempt.KnownVm;
import io.kloigos.core.policy.Decision.Objection;
import io.kloigos.core.task.Admission;
import io.kloigos.core.task.Proposal;
import io.kloigos.core.task.TaskRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The one place where policies are asked: before every task, and before every claim of the pool. */
public final class PolicyGuard implements Admission {
    /** A look at a host changes nothing. */
    private static final String LOOK = "host.look";

    private static final String ENGINE = "kloigos";
    private static final String VM = "vm:";

    private final Database database;
    private final Policies policies;
    /** A policy never changes while it is there. */
    private final Map<UUID, Ready> specs = new ConcurrentHashMap<>();

    /** A policy's rules, ready to be asked, and what they were read from. */
    private record Ready(Map<String, Object> source, PolicySpec spec) {}

    public PolicyGuard(Database database, Policies policies) {
        this.database = database;
        this.policies = policies;
    }

    @Override
    public Optional<String> admit(Transaction tx, Caller caller, TaskRequest request) {
        if (isHousekeeping(caller, request) || !isAnyBound(tx, request)) {
            return Optional.empty();
        }
        Proposal.Source source = request.params() instanceof Proposal.Source proposing ? proposing : null;
        String action = source == null ? request.type() : source.verb(request.type());
        Attempt attempt = attempt(
                tx,
                caller.actor(),
                action,
                request.hostId(),
                vmId(request.target()),
                source == null ? Proposal.NOTHING : source.proposal());
        Decision decision = decide(tx, attempt);
        if (decision.outcome() == Decision.Outcome.DENIED) {
            throw new KloigosException(
                    ErrorCode.FORBIDDEN,
                    "Refused by " + Decision.words(decision.objections())
                            + ". Change what you ask for, or have the policy changed.");
        }
        return decision.approvals().isEmpty() ? Optional.empty() : Optional.of(Decision.words(decision.approvals()));
    }

    /** What policies would say to something that nobody does yet. */
    public Decision explain(
            String actor, String action, @Nullable String hostId, @Nullable UUID vmId, Proposal proposal) {
        return database.transact(tx -> decide(tx, attempt(tx, actor, action, hostId, vmId, proposal)));
    }

    /** What the engine does by itself was let pass when it was asked for; only what is in this process has no address. */
    private static boolean isHousekeeping(Caller caller, TaskRequest request) {
        return request.type().equals(LOOK)
                || caller.address() == null && caller.actor().equals(ENGINE);
    }

    /** Claims are many and short: they do without a question to the database while there is no policy. */
    private boolean isAnyBound(Transaction tx, TaskRequest request) {
        return request.type().equals(PolicySpec.CLAIM) ? policies.isAnyKnownToBeBound(tx) : policies.isAnyBound(tx);
    }

    private Decision decide(Transaction tx, Attempt attempt) {
        List<Objection> objections = new ArrayList<>();
        List<Objection> approvals = new ArrayList<>();
        for (Policy policy : policies.effective(tx, attempt.hostId(), attempt.projectId())) {
            PolicySpec spec = ready(policy);
            spec.objections(attempt)
                    .forEach(reason -> objections.add(new Objection(policy.policyId(), policy.name(), reason)));
            if (spec.wantsApproval(attempt)) {
                approvals.add(
                        new Objection(policy.policyId(), policy.name(), attempt.action() + " needs to be approved"));
            }
        }
        return new Decision(objections, approvals);
    }

    private static Attempt attempt(
            Transaction tx,
            String actor,
            String action,
            @Nullable String hostId,
            @Nullable UUID vmId,
            Proposal proposal) {
        PolicyMapper records = tx.mapper(PolicyMapper.class);
        PolicyMapper.HostRow host = hostId == null ? null : records.host(hostId);
        PolicyMapper.VmRow vm = vmId == null ? null : records.vm(vmId);
        return new Attempt(actor, action, host == null ? null : known(host), vm == null ? null : known(vm), proposal);
    }

    private static KnownHost known(PolicyMapper.HostRow row) {
        return new KnownHost(row.hostId(), row.name(), row.tags(), row.projectId(), row.cpuCores(), row.memoryMb());
    }

    private static KnownVm known(PolicyMapper.VmRow row) {
        return new KnownVm(
                row.vmId().toString(),
                row.name(),
                row.projectId(),
                row.cpuCores(),
                row.memoryMb(),
                row.image(),
                row.labels());
    }

    private static @Nullable UUID vmId(String target) {
        return target.startsWith(VM) ? UUID.fromString(target.substring(VM.length())) : null;
    }

    /** Read again once the policy was changed, by whichever instance. */
    private PolicySpec ready(Policy policy) {
        return specs.compute(
                        policy.policyId(),
                        (id, known) -> known != null && known.source().equals(policy.spec())
                                ? known
                                : new Ready(policy.spec(), PolicySpec.stored(policy)))
                .spec();
    }
}
