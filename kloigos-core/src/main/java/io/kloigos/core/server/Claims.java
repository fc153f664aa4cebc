package io.kloigos.core.server;

import io.kloigos.core.Caller;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.Event;
import io.kloigos.core.event.EventService;
import io.kloigos.core.project.Quotas;
import io.kloigos.core.project.Usage;
import io.kloigos.core.task.Admission;
import io.kloigos.core.task.Proposal;
import io.kloigos.core.task.TaskRequest;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmPhase;
import io.kloigos.core.vm.VmRecords;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes and gives back servers, in a transaction of its caller; every claim and release is an event. */
final class Claims {
    private final EventService events;
    private final VmDeletion vms;
    private final Clock clock;
    private final Admission admission;

    Claims(EventService events, VmDeletion vms, Clock clock, Admission admission) {
        this.admission = admission;
        this.events = events;
        this.vms = vms;
        this.clock = clock;
    }

    /** What a claim is to those who decide whether it may be made. */
    private record Proposed(Claim claim) implements Proposal.Source {
        @Override
        public Proposal proposal() {
            return new Proposal(null, claim.name(), null, null, null, List.of(), claim.labels());
        }
    }

    /** {@code FORBIDDEN} when a policy speaks against the claim, whatever server it would get. */
    void admit(Transaction tx, Caller caller, Claim claim) {
        admit(tx, caller, claim, (String) null);
    }

    /** {@code FORBIDDEN} when a policy of their hosts speaks against it. */
    void admit(Transaction tx, Caller caller, Claim claim, List<Server> free) {
        free.stream()
                .map(Server::hostId)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(hostId -> admit(tx, caller, claim, hostId));
    }

    private void admit(Transaction tx, Caller caller, Claim claim, @Nullable String hostId) {
        admission.admit(
                tx,
                caller,
                new TaskRequest(
                        "server.provision",
                        "pool",
                        hostId,
                        new Proposed(claim),
                        List.of(),
                        "Claim a server for " + claim.name()));
    }

    /** Claims servers that the transaction has locked. */
    List<Server> take(Transaction tx, Caller caller, Claim claim, List<Server> free) {
        Quotas.take(tx, claim.projectId(), Usage.ofServers(free.size()));
        Instant now = clock.instant();
        ServerMapper servers = tx.mapper(ServerMapper.class);
        int taken = servers.claim(claim, hostnames(free), now, claim.ttl() == null ? null : now.plus(claim.ttl()));
        if (taken != free.size()) {
            throw new IllegalStateException("locked " + free.size() + " free servers, claimed " + taken);
        }
        updateLabels(servers, free);
        List<Server> claimed = free.stream().map(s -> s.claimedBy(claim, now)).toList();
        events.append(
                tx,
                claimed.stream()
                        .map(s -> claimedEvent(caller, s).in(claim.projectId()))
                        .toList());
        return claimed;
    }

    /** Gives back servers that the transaction has locked, those of them that are claimed. */
    void giveBack(Transaction tx, Caller caller, String eventType, Collection<Server> locked) {
        List<Server> claimed = locked.stream().filter(Server::isClaimed).toList();
        if (claimed.isEmpty()) {
            return;
        }
        ServerMapper servers = tx.mapper(ServerMapper.class);
        // before they are: whose they were is read with it
        events.append(
                tx,
                claimed.stream().map(s -> releasedEvent(caller, eventType, s)).toList());
        servers.release(hostnames(claimed));
        updateLabels(servers, claimed);
        retire(tx, caller, claimed.stream().filter(s -> s.vmId() != null).toList());
    }

    /** VMs that were made for a claim and are not to outlive it. One that is protected stays, as a free server. */
    private void retire(Transaction tx, Caller caller, List<Server> released) {
        if (released.isEmpty()) {
            return;
        }
        ServerMapper servers = tx.mapper(ServerMapper.class);
        List<String> doomed = servers.lockDeletedOnRelease(hostnames(released));
        for (Server server : released) {
            UUID vmId = server.vmId();
            if (vmId == null || !doomed.contains(server.hostname())) {
                continue;
            }
            boolean stays = VmRecords.find(tx, vmId).filter(Vm::deleteProtected).isPresent();
            if (!stays) {
                servers.delete(server.hostname());
                VmRecords.find(tx, vmId)
                        .filter(vm -> vm.phase() == VmPhase.ACTIVE)
                        .ifPresent(vm -> vms.delete(tx, caller, vmId));
            }
        }
    }

    private static void updateLabels(ServerMapper servers, List<Server> changed) {
        List<Server> labelled =
                changed.stream().filter(s -> !s.labels().isEmpty()).toList();
        if (!labelled.isEmpty()) {
            servers.updateLabelStatus(hostnames(labelled));
        }
    }

    private Event claimedEvent(Caller caller, Server server) {
        return events.event(
                caller,
                "server.claimed",
                server.target(),
                server.hostname() + " was claimed by " + server.serviceName(),
                null);
    }

    private Event releasedEvent(Caller caller, String type, Server server) {
        String why = type.equals(EXPIRED) ? " expired: it was given back by " : " was given back by ";
        return events.event(caller, type, server.target(), server.hostname() + why + server.serviceName(), null);
    }

    static final String RELEASED = "server.released";
    static final String EXPIRED = "server.expired";

    private static List<String> hostnames(List<Server> servers) {
        return servers.stream().map(Server::hostname).toList();
    }
}
