package io.kloigos.core.host;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.SqlErrors;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.Hypervisors;
import io.kloigos.core.hypervisor.PreflightCheck;
import io.kloigos.core.task.TaskService;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.ibatis.exceptions.PersistenceException;
import org.jspecify.annotations.Nullable;

/** KVM hosts: registered, looked at, put into maintenance, forgotten. */
public final class HostService {
    private static final Duration CONTACT_DEADLINE = Duration.ofSeconds(10);

    private final Database database;
    private final TaskService tasks;
    private final EventService events;
    private final Hypervisors hypervisors;
    private final Clock clock;

    public HostService(
            Database database, TaskService tasks, EventService events, Hypervisors hypervisors, Clock clock) {
        this.database = database;
        this.tasks = tasks;
        this.events = events;
        this.hypervisors = hypervisors;
        this.clock = clock;
    }

    /**
     * Registers a host, or brings a registered one up to date, and tries to reach it.
     *
     * <p>Blocks until the attempt has ended, 10 s at most. A host that cannot be reached is registered all the same; its
     * connection and reason say how that ended.
     */
    public Host register(Caller caller, HostRegistration registration) {
        String user = registration.sshUser() == null ? System.getProperty("user.name") : registration.sshUser();
        Host host = database.transact(tx -> {
            HostMapper hosts = tx.mapper(HostMapper.class);
            hosts.upsert(registration, user, clock.instant());
            Host registered = get(tx, registration.hostId());
            events.record(
                    tx,
                    caller,
                    "host.registered",
                    registered.target(),
                    "Host " + registered.hostId() + " was registered");
            return registered;
        });
        HostEndpoint known = host.endpoint();
        boolean trust = registration.trustOnFirstUse() && known.hostKey() == null;
        return contact(caller, known.withTrustOnFirstUse(trust));
    }

    /** Pins a key for the host, in place of the one before, and tries to reach it; blocks as {@link #register} does. */
    public Host acceptKey(Caller caller, String hostId, String keyLine) {
        HostRegistration.checkKey(keyLine);
        Host host = database.transact(tx -> {
            Host locked = lock(tx, hostId);
            tx.mapper(HostMapper.class).setKey(hostId, keyLine.strip());
            events.record(tx, caller, "host.key_accepted", locked.target(), "A host key was accepted for " + hostId);
            return get(tx, hostId);
        });
        return contact(caller, host.endpoint());
    }

    /** Tries to reach the host now and records how that ended; blocks as {@link #register} does. */
    public Host contact(Caller caller, String hostId) {
        return contact(caller, get(hostId).endpoint());
    }

    /** {@code NOT_FOUND} when there is no such host. */
    public Host get(String hostId) {
        return database.transact(tx -> get(tx, hostId));
    }

    /**
     * The hosts of that status and tag, newest first; null matches all.
     *
     * @param before only hosts older than this one, to page on
     */
    public List<Host> list(@Nullable HostStatus status, @Nullable String tag, @Nullable String before, int limit) {
        HostMode mode = status == null ? null : modeOf(status);
        HostConnection connection =
                mode == HostMode.ACTIVE && status != null ? HostConnection.valueOf(status.name()) : null;
        return database.transact(tx -> tx.mapper(HostMapper.class).list(mode, connection, tag, before, limit));
    }

    public Host act(Caller caller, String hostId, HostAction action) {
        return database.transact(tx -> {
            Host host = lock(tx, hostId);
            tx.mapper(HostMapper.class).setMode(hostId, action.mode());
            Host after = get(tx, hostId);
            events.record(
                    tx,
                    caller,
                    "host.mode_changed",
                    host.target(),
                    "Host " + hostId + " is now " + after.status().word());
            return after;
        });
    }

    /** Notes a report from a script on the host; 0 leaves a figure as it is. What we see ourselves is not overruled. */
    public Host heartbeat(String hostId, int cpuCores, long memoryMb) {
        return database.transact(tx -> {
            lock(tx, hostId);
            tx.mapper(HostMapper.class).heartbeat(hostId, cpuCores, memoryMb, clock.instant());
            return get(tx, hostId);
        });
    }

    /** Each thing that must hold on the host, with the command that mends what does not. Blocks, 10 s at most. */
    public List<PreflightCheck> preflight(String hostId) {
        return hypervisors.preflight(get(hostId).endpoint(), CONTACT_DEADLINE);
    }

    /**
     * Forgets a host; its VMs are left running there. {@code CONFLICT} while tasks work on it, and while the CMDB has VMs
     * on it, unless forced, which forgets them too.
     */
    public void remove(Caller caller, String hostId, boolean force) {
        try {
            database.run(tx -> {
                Host host = lock(tx, hostId);
                if (tasks.isBusy(tx, hostId)) {
                    throw KloigosException.conflict("Tasks are at work on host " + hostId + ". Wait for them to end.");
                }
                if (force) {
                    tx.mapper(HostMapper.class).forgetVms(hostId);
                }
                tx.mapper(HostMapper.class).delete(hostId);
                events.record(tx, caller, "host.removed", host.target(), "Host " + hostId + " was removed");
            });
        } catch (PersistenceException e) {
            if (SqlErrors.isReferenced(e)) {
                throw KloigosException.conflict("Host " + hostId + " still has VMs. Delete them first, or force the"
                        + " removal, which leaves them running there and forgets them here.");
            }
            throw e;
        }
        hypervisors.forget(hostId);
    }

    private Host contact(Caller caller, HostEndpoint endpoint) {
        return record(caller, endpoint.hostId(), hypervisors.contact(endpoint, CONTACT_DEADLINE));
    }

    private Host record(Caller caller, String hostId, Contact contact) {
        return database.transact(tx -> {
            Host before = lock(tx, hostId);
            write(tx, before, contact);
            Host after = get(tx, hostId);
            if (before.connection() != after.connection() || before.obstacle() != after.obstacle()) {
                events.record(
                        tx,
                        caller,
                        "host." + after.connection().name().toLowerCase(java.util.Locale.ROOT),
                        after.target(),
                        describe(after));
            }
            return after;
        });
    }

    private void write(Transaction tx, Host host, Contact contact) {
        HostMapper hosts = tx.mapper(HostMapper.class);
        if (contact instanceof Contact.Reached reached) {
            hosts.reached(host.hostId(), reached.hostKey(), reached.facts(), clock.instant());
        } else if (contact instanceof Contact.Failed failed) {
            boolean neverAccepted = failed.obstacle() == Contact.Obstacle.KEY_NOT_ACCEPTED;
            hosts.failed(
                    host.hostId(),
                    neverAccepted ? HostConnection.REGISTERED : HostConnection.UNREACHABLE,
                    failed.obstacle(),
                    failed.detail(),
                    failed.offeredKey(),
                    clock.instant());
        }
    }

    private static String describe(Host host) {
        return host.isReachable()
                ? "Host " + host.hostId() + " is reachable"
                : "Host " + host.hostId() + " cannot be used: " + host.reason();
    }

    private static HostMode modeOf(HostStatus status) {
        return switch (status) {
            case MAINTENANCE -> HostMode.MAINTENANCE;
            case DRAINING -> HostMode.DRAINING;
            case DISABLED -> HostMode.DISABLED;
            case REGISTERED, READY, UNREACHABLE -> HostMode.ACTIVE;
        };
    }

    private static Host get(Transaction tx, String hostId) {
        return Optional.ofNullable(tx.mapper(HostMapper.class).find(hostId))
                .orElseThrow(() -> KloigosException.notFound("host", hostId));
    }

    private static Host lock(Transaction tx, String hostId) {
        return Optional.ofNullable(tx.mapper(HostMapper.class).lock(hostId))
                .orElseThrow(() -> KloigosException.notFound("host", hostId));
    }
}
