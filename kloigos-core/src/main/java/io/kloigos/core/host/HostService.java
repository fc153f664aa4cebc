package io.kloigos.core.host;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Like;
import io.kloigos.core.database.SqlErrors;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.hypervisor.Hypervisors;
import io.kloigos.core.hypervisor.PreflightCheck;
import io.kloigos.core.json.Json;
import io.kloigos.core.task.TaskService;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.ibatis.exceptions.PersistenceException;

/** KVM hosts: registered, looked at, put into maintenance, forgotten. */
public final class HostService {
    private static final JavaType DONE = Json.type(Boolean.class);
    private static final JavaType HOST = Json.type(Host.class);
    private static final Duration PREFLIGHT_DEADLINE = Duration.ofSeconds(10);

    private final Database database;
    private final Changes changes;
    private final TaskService tasks;
    private final EventService events;
    private final HostRecords records;
    private final HostLooks looks;
    private final Hypervisors hypervisors;
    private final Clock clock;

    public HostService(
            Database database,
            Changes changes,
            TaskService tasks,
            EventService events,
            HostRecords records,
            HostLooks looks,
            Hypervisors hypervisors,
            Clock clock) {
        this.database = database;
        this.changes = changes;
        this.records = records;
        this.looks = looks;
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
        changes.make(caller, "host.register", registration, DONE, tx -> {
            HostMapper hosts = tx.mapper(HostMapper.class);
            hosts.upsert(registration, user, clock.instant());
            Host registered = records.get(tx, registration.hostId());
            events.record(
                    tx,
                    caller,
                    "host.registered",
                    registered.target(),
                    "Host " + registered.hostId() + " was registered");
            return true;
        });
        return looks.look(registration.hostId());
    }

    /** Pins a key for the host, in place of the one before, and tries to reach it; blocks as {@link #register} does. */
    public Host acceptKey(Caller caller, String hostId, String keyLine) {
        HostRegistration.checkKey(keyLine);
        record Request(String hostId, String keyLine) {}
        changes.make(caller, "host.accept_key", new Request(hostId, keyLine.strip()), DONE, tx -> {
            Host locked = records.lock(tx, hostId);
            tx.mapper(HostMapper.class).setKey(hostId, keyLine.strip());
            events.record(tx, caller, "host.key_accepted", locked.target(), "A host key was accepted for " + hostId);
            return true;
        });
        return looks.look(hostId);
    }

    /** Looks at the host completely now and records what was seen; blocks as {@link #register} does. */
    public Host refresh(String hostId) {
        records.get(hostId);
        return looks.look(hostId);
    }

    /** {@code NOT_FOUND} when there is no such host. */
    public Host get(String hostId) {
        return records.get(hostId);
    }

    /** The same within a transaction. */
    public Host get(Transaction tx, String hostId) {
        return records.get(tx, hostId);
    }

    /** The hosts that the query selects, newest first. */
    public List<Host> list(HostQuery query) {
        HostStatus status = query.status();
        HostMode mode = status == null ? null : modeOf(status);
        HostConnection connection =
                mode == HostMode.ACTIVE && status != null ? HostConnection.valueOf(status.name()) : null;
        String part = query.name();
        String name = part == null ? null : Like.part(part);
        return database.transact(tx -> tx.mapper(HostMapper.class).list(query, mode, connection, name));
    }

    /**
     * The first hosts by their ids, to choose from.
     *
     * @param onlyReady those that new work may go to
     */
    public List<String> ids(boolean onlyReady, int limit) {
        return database.transact(tx -> tx.mapper(HostMapper.class).ids(onlyReady, limit));
    }

    public Host act(Caller caller, String hostId, HostAction action) {
        record Request(String hostId, HostAction action) {}
        Host changed = changes.make(caller, "host.act", new Request(hostId, action), HOST, tx -> {
            Host host = records.lock(tx, hostId);
            tx.mapper(HostMapper.class).setMode(hostId, action.mode());
            Host after = records.get(tx, hostId);
            events.record(
                    tx,
                    caller,
                    "host.mode_changed",
                    host.target(),
                    "Host " + hostId + " is now " + after.status().word(),
                    null,
                    Map.of(
                            "status",
                            List.of(host.status().word(), after.status().word())));
            return after;
        });
        looks.changed(hostId);
        return changed;
    }

    /** Notes a report from a script on the host; 0 leaves a figure as it is. What we see ourselves is not overruled. */
    public Host heartbeat(Caller caller, String hostId, int cpuCores, long memoryMb) {
        record Request(String hostId, int cpuCores, long memoryMb) {}
        return changes.make(caller, "host.heartbeat", new Request(hostId, cpuCores, memoryMb), HOST, tx -> {
            records.lock(tx, hostId);
            tx.mapper(HostMapper.class).heartbeat(hostId, cpuCores, memoryMb, clock.instant());
            return records.get(tx, hostId);
        });
    }

    /** Each thing that must hold on the host, with the command that mends what does not. Blocks, 10 s at most. */
    public List<PreflightCheck> preflight(String hostId) {
        return hypervisors.preflight(get(hostId).endpoint(), PREFLIGHT_DEADLINE);
    }

    /**
     * Forgets a host; its VMs are left running there. {@code CONFLICT} while tasks work on it, and while the CMDB has VMs
     * on it, unless forced, which forgets them too.
     */
    public void remove(Caller caller, String hostId, boolean force) {
        try {
            database.run(tx -> {
                Host host = records.lock(tx, hostId);
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
        looks.changed(hostId);
    }

    private static HostMode modeOf(HostStatus status) {
        return switch (status) {
            case MAINTENANCE -> HostMode.MAINTENANCE;
            case DRAINING -> HostMode.DRAINING;
            case DISABLED -> HostMode.DISABLED;
            case REGISTERED, READY, UNREACHABLE -> HostMode.ACTIVE;
        };
    }
}
