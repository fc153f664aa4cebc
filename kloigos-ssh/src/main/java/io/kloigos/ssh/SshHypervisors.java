package io.kloigos.ssh;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.Contact.Obstacle;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.HostFacts;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Hypervisors;
import io.kloigos.core.hypervisor.PreflightCheck;
import io.kloigos.core.hypervisor.RanCommand;
import io.kloigos.core.hypervisor.Rehearsal;
import io.kloigos.ssh.host.Preflight;
import io.kloigos.ssh.template.LibvirtSchemas;
import io.kloigos.ssh.template.Templates;
import io.kloigos.ssh.transport.ConnectFailure;
import io.kloigos.ssh.transport.Credentials;
import io.kloigos.ssh.transport.Deadline;
import io.kloigos.ssh.transport.HostConnection;
import io.kloigos.ssh.transport.SshTransport;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshRehearsal;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The hosts that we reach over SSH: one client for all of them, one session each. */
public final class SshHypervisors implements Hypervisors {
    private final SshConfig config;
    private final SshTransport transport;
    private final Templates templates;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Kept> hosts = new ConcurrentHashMap<>();

    /**
     * With this user's credentials, as {@link SshConfig#keyFile} says. {@code INVALID} when a template in
     * {@link SshConfig#templates} does not do what ours does.
     */
    public SshHypervisors(SshConfig config) {
        this(config, Credentials.ofThisUser(config.keyFile()));
    }

    SshHypervisors(SshConfig config, Credentials credentials) {
        this.config = config;
        if (config.templates() != null) {
            new TemplateCheck(config.templates(), LibvirtSchemas.ofThisMachine()).run();
        }
        this.templates = new Templates(config.templates());
        this.transport = new SshTransport(config, credentials);
    }

    @Override
    public Contact contact(HostEndpoint endpoint, Duration span, Runnable answered) {
        Kept known = hosts.get(endpoint.hostId());
        if (known != null && known.serves(endpoint)) {
            boolean anew = !known.connection().isInUse();
            Contact contact = attempt(known, span, answered);
            // what else goes on over the connection, or waits for it, is not disturbed; one that is dead ends by its
            // keepalive.
            // Why a shell on it broke, another connection tells
            if (anew || contact instanceof Contact.Reached || known.connection().isInUse() && !isBroken(contact)) {
                return contact;
            }
        }
        return fromScratch(endpoint, span, answered);
    }

    private static boolean isBroken(Contact contact) {
        return contact instanceof Contact.Failed failed && failed.obstacle() == Obstacle.BROKEN;
    }

    private Contact fromScratch(HostEndpoint endpoint, Duration span, Runnable answered) {
        Kept fresh = keep(endpoint);
        Contact contact = attempt(fresh, span, answered);
        if (contact instanceof Contact.Reached) {
            hosts.compute(endpoint.hostId(), (id, known) -> better(known, fresh));
        } else {
            fresh.close();
        }
        return contact;
    }

    /** One that somebody began to use while the other was made stays; the other is closed. */
    private static Kept better(@Nullable Kept known, Kept fresh) {
        if (known != null
                && known.serves(fresh.connection().endpoint())
                && known.connection().isInUse()) {
            fresh.close();
            return known;
        }
        close(known);
        return fresh;
    }

    private static Contact attempt(Kept fresh, Duration span, Runnable answered) {
        try {
            fresh.connection().call(Deadline.in(span));
            answered.run();
            Deadline deadline = Deadline.in(span);
            fresh.virsh().open(deadline);
            HostFacts facts = fresh.hypervisor().facts(deadline);
            return new Contact.Reached(facts, String.valueOf(fresh.hostKey()));
        } catch (ConnectFailure e) {
            return e.toContact();
        } catch (KloigosException e) {
            return new Contact.Failed(Obstacle.BROKEN, String.valueOf(e.getMessage()), fresh.hostKey());
        }
    }

    @Override
    public List<PreflightCheck> preflight(HostEndpoint endpoint, Duration span) {
        Kept fresh = keep(endpoint);
        try {
            return new Preflight(endpoint, fresh.virsh()).of(attempt(fresh, span, () -> {}));
        } finally {
            fresh.close();
        }
    }

    @Override
    public Hypervisor at(HostEndpoint endpoint) {
        return kept(endpoint).hypervisor();
    }

    @Override
    public Hypervisor at(HostEndpoint endpoint, Consumer<RanCommand> log) {
        return kept(endpoint).hypervisor().telling(log);
    }

    @Override
    public Rehearsal rehearse(HostEndpoint endpoint) {
        VirshRehearsal rehearsal = new VirshRehearsal(endpoint.libvirtUri());
        return new Rehearsal(kept(endpoint).hypervisor().rehearsing(rehearsal), rehearsal::noted);
    }

    private Kept kept(HostEndpoint endpoint) {
        return hosts.compute(endpoint.hostId(), (id, kept) -> {
            if (kept != null && kept.serves(endpoint)) {
                return kept;
            }
            close(kept);
            return keep(endpoint);
        });
    }

    /** The connection to a host for what is not virsh: tunnels and consoles. */
    public HostConnection connection(HostEndpoint endpoint) {
        at(endpoint);
        Kept kept = hosts.get(endpoint.hostId());
        return kept != null ? kept.connection() : keep(endpoint).connection();
    }

    private Kept keep(HostEndpoint endpoint) {
        HostConnection connection = new HostConnection(transport, endpoint, config);
        Virsh virsh = new Virsh(connection, random);
        return new Kept(endpoint, connection, virsh, new VirshHypervisor(virsh, templates));
    }

    @Override
    public void forget(String hostId) {
        close(hosts.remove(hostId));
    }

    private static void close(@Nullable Kept kept) {
        if (kept != null) {
            kept.close();
        }
    }

    @Override
    public void close() {
        hosts.values().forEach(Kept::close);
        hosts.clear();
        transport.close();
    }

    /** A host's connection and all that stands on it. */
    private record Kept(HostEndpoint endpoint, HostConnection connection, Virsh virsh, VirshHypervisor hypervisor) {
        /** The same place; a key that was pinned since is the one that was accepted then. */
        boolean serves(HostEndpoint asked) {
            HostEndpoint pinned = connection.endpoint();
            return asked.equals(endpoint)
                    || asked.address().equals(pinned.address())
                            && asked.port() == pinned.port()
                            && asked.user().equals(pinned.user())
                            && asked.libvirtUri().equals(pinned.libvirtUri())
                            && Objects.equals(asked.jump(), pinned.jump())
                            && SshHypervisors.sameKey(asked.hostKey(), pinned.hostKey());
        }

        @Nullable
        String hostKey() {
            return connection.endpoint().hostKey();
        }

        void close() {
            virsh.close();
            connection.close();
        }
    }

    /** Whether two key lines name the same key; comments do not count. */
    private static boolean sameKey(@Nullable String one, @Nullable String other) {
        return one != null && other != null && withoutComment(one).equals(withoutComment(other));
    }

    private static String withoutComment(String line) {
        String[] words = line.strip().split("\\s+", 3);
        return words.length < 2 ? line : words[0] + " " + words[1];
    }
}
