package io.kloigos.core.hypervisor;

import io.kloigos.core.KloigosException;
import io.kloigos.core.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What amending, marking and putting back make of a fake host's domains. */
final class FakeAmendments {
    private FakeAmendments() {}

    /** A domain that runs gets what is new at its next start. */
    static Domain amended(Domain there, Amendment wanted) {
        boolean active = isActive(there);
        if (active && !there.name().equals(wanted.name())) {
            throw KloigosException.conflict("Domain " + there.name() + " runs: stop it to rename it.");
        }
        Definition next = next(there.next(), wanted);
        if (!active) {
            return with(there, wanted.name(), next, null, there.stamp());
        }
        return with(there, there.name(), there.now(), next.equals(there.now()) ? null : next, there.stamp());
    }

    private static Definition next(Definition there, Amendment wanted) {
        return new Definition(
                wanted.cpuCores(), wanted.memoryMb(), disks(there.disks(), wanted.disks()), nics(there, wanted));
    }

    private static List<Domain.Nic> nics(Definition there, Amendment wanted) {
        return wanted.nics() == null
                ? there.nics()
                : wanted.nics().stream()
                        .map(nic -> new Domain.Nic(nic.network(), nic.mac()))
                        .toList();
    }

    private static List<Domain.Disk> disks(List<Domain.Disk> there, @Nullable List<Amendment.Disk> wanted) {
        if (wanted == null) {
            return there;
        }
        List<Domain.Disk> disks = new ArrayList<>();
        for (Amendment.Disk disk : wanted) {
            String target = FakeDomains.target(disk.device(), disk.bus(), disk.target(), disks);
            disks.add(there.stream()
                    .filter(disk::is)
                    .findFirst()
                    .orElseGet(() -> new Domain.Disk(target, disk.device(), disk.format(), disk.source())));
        }
        return disks;
    }

    static Domain marked(Domain there, @Nullable Stamp stamp) {
        return with(there, there.name(), there.now(), there.atNextStart(), stamp);
    }

    /** The same domain of other parts, now and from its next start on. */
    static Domain made(Domain there, Definition now, Definition next) {
        return with(there, there.name(), now, next.equals(now) ? null : next, there.stamp());
    }

    static boolean isActive(Domain domain) {
        return domain.state() != PowerState.STOPPED && domain.state() != PowerState.CRASHED;
    }

    private static Domain with(
            Domain there, String name, Definition now, @Nullable Definition next, @Nullable Stamp stamp) {
        return new Domain(
                there.vmId(),
                name,
                there.state(),
                true,
                now.cpuCores(),
                now.memoryMb(),
                now.disks(),
                now.nics(),
                next,
                there.autostart(),
                there.addresses(),
                stamp,
                there.type());
    }

    static SavedDomain saved(Domain domain) {
        return new SavedDomain(domain.name(), Json.write(domain), domain.autostart());
    }

    /** A domain that runs goes on as it is until it stops. */
    static Domain restored(SavedDomain saved, @Nullable Domain there) {
        Domain before = Json.read(saved.definition(), Domain.class);
        if (there == null || !isActive(there)) {
            return with(before, before.name(), before.next(), null, before.stamp())
                    .withState(PowerState.STOPPED, List.of());
        }
        Domain restored = with(
                there,
                before.name(),
                there.now(),
                before.next().equals(there.now()) ? null : before.next(),
                before.stamp());
        return FakeDomains.withAutostart(restored, saved.autostart());
    }

    static Set<String> named(Collection<Domain> domains, Collection<String> paths) {
        Set<String> named = new HashSet<>();
        domains.stream()
                .flatMap(domain -> Stream.concat(domain.disks().stream(), domain.next().disks().stream()))
                .map(Domain.Disk::source)
                .filter(source -> source != null && paths.contains(source))
                .forEach(named::add);
        return named;
    }
}
