package io.kloigos.core.console;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.Sha256;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.ConsoleLine;
import io.kloigos.core.hypervisor.ConsolesOfDomains;
import io.kloigos.core.hypervisor.Hypervisors;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmService;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Consoles of VMs. A ticket admits the one whom it was given to to one console, once; any instance may be asked to carry it, over a connection
 * of its own where another instance watches the host. Sessions are in the database, so that all instances list them all and
 * end each other's.
 */
public final class ConsoleService {
    /** How long a ticket may lie before it is used. */
    public static final Duration TICKET_LIFE = Duration.ofSeconds(60);

    private static final Duration MISSED = Duration.ofSeconds(20);
    private static final int SECRET_BYTES = 32;
    private static final int MOST = 1000;

    private final Database database;
    private final EventService events;
    private final HostService hosts;
    private final VmService vms;
    private final Hypervisors hypervisors;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<UUID, OpenConsole> open = new ConcurrentHashMap<>();

    public ConsoleService(
            Database database,
            EventService events,
            HostService hosts,
            VmService vms,
            Hypervisors hypervisors,
            Clock clock) {
        this.database = database;
        this.events = events;
        this.hosts = hosts;
        this.vms = vms;
        this.hypervisors = hypervisors;
        this.clock = clock;
    }

    /** Admits the caller to a console of a VM that runs. {@code CONFLICT} when it does not, {@code HOST_UNREACHABLE} too. */
    public ConsoleTicket admit(Caller caller, UUID vmId, ConsoleKind kind) {
        Vm vm = vms.get(vmId);
        hosts.get(vm.hostId()).checkReachable();
        PowerState state = vm.powerState();
        if (state != PowerState.RUNNING && state != PowerState.PAUSED) {
            throw KloigosException.conflict(
                    "VM " + vm.name() + " is " + state.word() + " and has no console now. Start it first.");
        }
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant expires = now().plus(TICKET_LIFE);
        database.run(
                tx -> tx.mapper(ConsoleMapper.class).addTicket(Sha256.of(secret), vmId, kind, caller.actor(), expires));
        return new ConsoleTicket(vmId, vm.hostId(), kind, secret, expires);
    }

    /**
     * Opens the console that a ticket admits to; the ticket is used up, whatever comes of it. {@code FORBIDDEN} when it is
     * not good any more, and for anybody but the one whom it was given to. Whoever opens one says so when it has
     * {@link #ended}.
     */
    public OpenConsole open(Caller caller, String secret) {
        ConsoleMapper.Admission admission = use(Sha256.of(secret));
        if (!admission.actor().equals(caller.actor())) {
            throw new KloigosException(
                    ErrorCode.FORBIDDEN, "This ticket is somebody else's. Open the console yourself for another one.");
        }
        Vm vm = vms.get(admission.vmId());
        Host host = hosts.get(vm.hostId());
        host.checkReachable();
        ConsolesOfDomains consoles = hypervisors.at(host.endpoint()).consoles();
        ConsoleLine line =
                admission.kind() == ConsoleKind.VNC ? consoles.screen(vm.vmId()) : consoles.serial(vm.vmId());
        ConsoleSession session = new ConsoleSession(
                UUID.randomUUID(),
                vm.vmId(),
                vm.hostId(),
                vm.name(),
                admission.kind(),
                admission.actor(),
                caller.address(),
                false,
                now());
        OpenConsole console = new OpenConsole(session, line);
        open.put(session.sessionId(), console);
        database.run(tx -> opened(tx, session));
        return console;
    }

    /** Forgets a console that this process carried, and closes its line. */
    public void ended(OpenConsole console) {
        console.line().close();
        ConsoleSession session = console.session();
        if (open.remove(session.sessionId()) != null) {
            database.run(tx -> ended(tx, session));
        }
    }

    /** All consoles that are open, the newest first. */
    public List<ConsoleSession> list() {
        return database.transact(tx -> tx.mapper(ConsoleMapper.class).list(now().minus(MISSED), MOST));
    }

    /** Has a console closed by whichever instance carries it. */
    public ConsoleSession end(Caller caller, UUID sessionId) {
        return database.transact(tx -> {
            ConsoleMapper sessions = tx.mapper(ConsoleMapper.class);
            ConsoleSession session = Optional.ofNullable(sessions.find(sessionId))
                    .orElseThrow(() -> KloigosException.notFound("console session", sessionId));
            sessions.end(sessionId);
            record(tx, caller, "console.ended", session, caller.actor() + " has ended");
            return session;
        });
    }

    /** Says that the consoles of this process are still open, closes those that are to end, and forgets the dead. */
    public void keep() {
        Instant now = now();
        List<UUID> ending = database.transact(tx -> {
            ConsoleMapper sessions = tx.mapper(ConsoleMapper.class);
            if (!open.isEmpty()) {
                sessions.seen(open.keySet(), now);
            }
            sessions.pruneTickets(now);
            sessions.pruneSessions(now.minus(MISSED));
            return sessions.ending();
        });
        ending.stream().map(open::get).filter(java.util.Objects::nonNull).forEach(OpenConsole::cutOff);
    }

    /** Closes the consoles that this process carries. */
    public void close() {
        open.values().forEach(console -> console.line().close());
    }

    private ConsoleMapper.Admission use(String hash) {
        return database.transact(tx -> {
            ConsoleMapper tickets = tx.mapper(ConsoleMapper.class);
            ConsoleMapper.Admission admission = Optional.ofNullable(tickets.admission(hash, now()))
                    .orElseThrow(
                            () -> new KloigosException(
                                    ErrorCode.FORBIDDEN,
                                    "This ticket was used, or is older than a minute. Open the console again for another one."));
            tickets.useUp(hash);
            return admission;
        });
    }

    private void opened(Transaction tx, ConsoleSession session) {
        tx.mapper(ConsoleMapper.class).add(session);
        record(tx, by(session), "console.opened", session, session.actor() + " has opened");
    }

    private void ended(Transaction tx, ConsoleSession session) {
        if (tx.mapper(ConsoleMapper.class).remove(session.sessionId()) > 0 && !session.ending()) {
            record(tx, by(session), "console.closed", session, session.actor() + " has left");
        }
    }

    private void record(Transaction tx, Caller caller, String type, ConsoleSession session, String what) {
        events.record(
                tx,
                caller,
                type,
                Vm.target(session.vmId()),
                what + " the " + session.kind().word() + " console of VM " + session.vmName() + " on "
                        + session.hostId());
    }

    private static Caller by(ConsoleSession session) {
        return Caller.of(session.actor()).from(session.address());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
