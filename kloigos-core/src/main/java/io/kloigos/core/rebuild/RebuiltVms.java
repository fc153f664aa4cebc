package io.kloigos.core.rebuild;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.rebuild.RebuildPlan.VmRow;
import io.kloigos.core.vm.WantedVm;
import io.kloigos.core.vm.report.HostReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The VMs that domains with our stamp were. */
final class RebuiltVms {
    private final String owner;
    private final Instant now;
    private final List<VmRow> rows = new ArrayList<>();
    private final List<String> conflicts;
    private final List<String> notes;
    private final Map<UUID, String> hosts = new HashMap<>();

    RebuiltVms(String owner, Instant now, List<String> conflicts, List<String> notes) {
        this.owner = owner;
        this.now = now;
        this.conflicts = conflicts;
        this.notes = notes;
    }

    /** In the order in which they were made. */
    List<VmRow> of(List<SeenHost> seen) {
        for (SeenHost host : seen) {
            host.view().domains().forEach(domain -> add(host, domain));
        }
        rows.sort(Comparator.comparing(VmRow::createdAt).thenComparing(VmRow::vmId));
        return rows;
    }

    private void add(SeenHost host, Domain domain) {
        Stamp stamp = domain.stamp();
        if (stamp == null || !stamp.owner().equals(owner)) {
            return;
        }
        String words = "Domain " + domain.name() + " (" + domain.vmId() + ") on " + host.hostId();
        String other = hosts.putIfAbsent(domain.vmId(), host.hostId());
        if (other != null) {
            conflicts.add(words + " is on " + other + " too. Undefine the one that is not wanted.");
            return;
        }
        if (stamp.generation() == Long.MAX_VALUE) {
            conflicts.add(words + " has a stamp whose generation cannot be read.");
            return;
        }
        try {
            rows.add(row(host, domain, stamp, words));
        } catch (KloigosException e) {
            conflicts.add(words + ": " + e.getMessage());
        }
    }

    private VmRow row(SeenHost host, Domain domain, Stamp stamp, String words) {
        HostReport report = new HostReport(domain, host.poolPaths());
        Instant createdAt = stamp.createdAt();
        if (createdAt == null) {
            notes.add(words + " does not say when it was made: now is put in its place.");
        }
        WantedVm wanted = new WantedVm(
                report.name(),
                report.domainName(),
                report.definition().cpuCores(),
                report.definition().memoryMb(),
                stamp.image(),
                stamp.labels(),
                stamp.annotations(),
                stamp.project(),
                report.spec());
        return new VmRow(domain.vmId(), host.hostId(), stamp.generation(), wanted, createdAt == null ? now : createdAt);
    }
}
