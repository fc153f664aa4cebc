package io.kloigos.core.rebuild;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.DatabaseConfig;
import io.kloigos.core.database.EmbeddedMariaDb;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.Hypervisors;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.rebuild.RebuildPlan.HostRow;
import io.kloigos.core.rebuild.RebuildPlan.ImageRow;
import io.kloigos.core.rebuild.RebuildPlan.VmRow;
import io.kloigos.core.vm.VmPhase;
import io.kloigos.core.vm.VmRecords;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gives an empty database back what hosts carry of it: hosts out of a list, VMs and networks out of their
 * stamps and definitions, images out of the volumes that are copies of them. No engine may run on the database meanwhile.
 */
public final class Rebuild implements AutoCloseable {
    private static final Duration CONTACT = Duration.ofSeconds(10);

    private final @Nullable EmbeddedMariaDb embedded;
    private final Database database;
    private final Hypervisors hypervisors;
    private final Clock clock;

    private Rebuild(@Nullable EmbeddedMariaDb embedded, Database database, Hypervisors hypervisors, Clock clock) {
        this.embedded = embedded;
        this.database = database;
        this.hypervisors = hypervisors;
        this.clock = clock;
    }

    /**
     * Opens the database, starting it and bringing its schema up to date where that is needed. {@code CONFLICT} when it is
     * not empty. The hypervisors are closed with this.
     */
    public static Rebuild open(KloigosConfig config, Hypervisors hypervisors, Clock clock) {
        EmbeddedMariaDb embedded = config.database() instanceof DatabaseConfig.Embedded local
                ? EmbeddedMariaDb.start(local.folder())
                : null;
        try {
            DatabaseConfig.Server server =
                    embedded != null ? embedded.access() : (DatabaseConfig.Server) config.database();
            Rebuild rebuild = new Rebuild(embedded, Database.open(server), hypervisors, clock);
            rebuild.database.run(Rebuild::refuseUnlessEmpty);
            return rebuild;
        } catch (RuntimeException e) {
            if (embedded != null) {
                embedded.close();
            }
            throw e;
        }
    }

    private static void refuseUnlessEmpty(Transaction tx) {
        if (tx.mapper(RebuildMapper.class).hasRecords()) {
            throw KloigosException.conflict(
                    "The database is not empty: records are rebuilt into an empty one only. Name another one.");
        }
    }

    /**
     * Looks at the hosts and says what would be written. Blocks on each host, 10 s at most where it cannot be reached.
     *
     * @param owner the owner whose domains are ours; null to take the only one that there is
     */
    public RebuildPlan plan(List<ListedHost> hosts, @Nullable String owner) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<String> conflicts = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        List<SeenHost> seen = new ArrayList<>();
        hosts.forEach(host -> look(host, seen, conflicts));
        hosts.stream()
                .map(host -> host.registration().hostId())
                .filter(id -> hosts.stream()
                                .filter(h -> h.registration().hostId().equals(id))
                                .count()
                        > 1)
                .distinct()
                .forEach(id -> conflicts.add("Host " + id + " is in the list twice."));
        Map<String, Integer> owners = owners(seen);
        UUID ours = choose(owners, owner, conflicts);
        notes.add("Pool servers, tasks, events, claims, quotas and policies are not on hosts: they are not given back."
                + " Neither are the names of security groups: the filters of VMs that are in some stay as they are.");
        List<VmRow> vms = ours == null ? List.of() : new RebuiltVms(ours.toString(), now, conflicts, notes).of(seen);
        List<ImageRow> images = new RebuiltImages(seen, now, notes).find();
        Optional<RebuiltNetworks> networks =
                Optional.ofNullable(ours).map(id -> new RebuiltNetworks(id.toString(), now, vms, notes));
        return new RebuildPlan(
                ours,
                owners,
                seen.stream().map(host -> row(host, now, notes)).toList(),
                vms,
                images,
                networks.map(found -> found.of(seen)).orElse(List.of()),
                networks.map(found -> found.addresses(seen)).orElse(List.of()),
                conflicts,
                notes);
    }

    private void look(ListedHost host, List<SeenHost> seen, List<String> conflicts) {
        HostRegistration registration = host.registration();
        HostEndpoint endpoint = endpoint(registration, registration.hostKey());
        Contact contact = hypervisors.contact(endpoint, CONTACT);
        try {
            if (contact instanceof Contact.Reached reached) {
                HostEndpoint pinned = endpoint(registration, reached.hostKey());
                seen.add(new SeenHost(
                        host, reached.hostKey(), hypervisors.at(pinned).look()));
            } else if (contact instanceof Contact.Failed failed) {
                conflicts.add("Host " + registration.hostId() + " cannot be looked at, so that its VMs are not known: "
                        + failed.detail());
            }
        } catch (KloigosException e) {
            conflicts.add("Host " + registration.hostId() + " cannot be looked at: " + e.getMessage());
        }
    }

    private static HostEndpoint endpoint(HostRegistration host, @Nullable String key) {
        return new HostEndpoint(
                host.hostId(),
                host.address(),
                host.port(),
                user(host),
                host.libvirtUri(),
                key,
                host.trustOnFirstUse() && key == null,
                host.jump());
    }

    private static String user(HostRegistration host) {
        return host.sshUser() == null ? System.getProperty("user.name") : host.sshUser();
    }

    private static HostRow row(SeenHost host, Instant now, List<String> notes) {
        HostRegistration registration = host.listed().registration();
        Instant createdAt = host.listed().createdAt();
        if (createdAt == null) {
            notes.add("Host " + registration.hostId() + " is registered as of now: the list does not say since when.");
        }
        return new HostRow(
                registration,
                user(registration),
                host.listed().mode(),
                host.hostKey(),
                host.view().facts(),
                createdAt == null ? now : createdAt.truncatedTo(ChronoUnit.MILLIS));
    }

    private static Map<String, Integer> owners(List<SeenHost> seen) {
        Map<String, Integer> owners = new TreeMap<>();
        seen.stream()
                .flatMap(host -> host.view().domains().stream())
                .map(Domain::stamp)
                .filter(Objects::nonNull)
                .map(Stamp::owner)
                .forEach(owner -> owners.merge(owner, 1, Integer::sum));
        seen.stream()
                .flatMap(host -> host.view().networks().stream())
                .map(Network::owner)
                .filter(Objects::nonNull)
                .forEach(owner -> owners.merge(owner, 1, Integer::sum));
        return owners;
    }

    private static @Nullable UUID choose(Map<String, Integer> owners, @Nullable String owner, List<String> conflicts) {
        if (owner == null && owners.size() > 1) {
            conflicts.add(
                    "Domains and networks bear the stamps of several owners: " + owners + ". Choose one with --owner.");
            return null;
        }
        if (owner == null && owners.isEmpty()) {
            return null;
        }
        String chosen = owner == null ? owners.keySet().iterator().next() : owner;
        if (!owners.containsKey(chosen)) {
            conflicts.add("No domain or network bears the stamp of " + chosen + ".");
            return null;
        }
        try {
            return UUID.fromString(chosen);
        } catch (IllegalArgumentException e) {
            conflicts.add("Owner " + chosen + " is no id of a Kloigos.");
            return null;
        }
    }

    /** Writes all of it, or nothing. {@code CONFLICT} when the plan has conflicts, or the database is not empty any more. */
    public void apply(RebuildPlan plan) {
        if (!plan.conflicts().isEmpty()) {
            throw new KloigosException(
                    ErrorCode.CONFLICT, "Nothing was written: " + String.join(" ", plan.conflicts()));
        }
        database.run(tx -> {
            RebuildMapper rows = tx.mapper(RebuildMapper.class);
            rows.lock();
            refuseUnlessEmpty(tx);
            UUID owner = plan.owner();
            if (owner != null) {
                rows.setOwner(owner);
            }
            plan.hosts().stream()
                    .sorted(java.util.Comparator.comparing(HostRow::createdAt))
                    .forEach(rows::insertHost);
            plan.images().forEach(image -> {
                rows.insertImage(image);
                image.hosts().forEach(host -> rows.insertCopy(image.imageId(), host));
            });
            plan.vms()
                    .forEach(vm -> VmRecords.add(
                            tx, vm.vmId(), vm.hostId(), VmPhase.ACTIVE, vm.generation(), vm.wanted(), vm.createdAt()));
            rows.insertProjects();
            plan.networks().forEach(rows::insertNetwork);
            plan.addresses().forEach(rows::insertAddress);
        });
    }

    @Override
    public void close() {
        hypervisors.close();
        database.close();
        if (embedded != null) {
            embedded.close();
        }
    }
}
