package io.kloigos.core.drift;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Hypervisors;
import io.kloigos.core.hypervisor.Rehearsal;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRecords;
import java.util.UUID;

/** Finds out what would mend a drift by rehearsing it on the host. */
final class DriftPlanner {
    private final Database database;
    private final HostService hosts;
    private final Hypervisors hypervisors;

    DriftPlanner(Database database, HostService hosts, Hypervisors hypervisors) {
        this.database = database;
        this.hosts = hosts;
        this.hypervisors = hypervisors;
    }

    /** What would mend that VM as its host is now. Blocks on the host; an obstacle is part of the answer. */
    PlannedMend plan(Drift drift) {
        if (drift.kind() == DriftKind.UNKNOWN_TO_CMDB) {
            return PlannedMend.impossible(drift, drift.detail());
        }
        if (drift.refusal() != null) {
            return PlannedMend.impossible(drift, drift.detail());
        }
        try {
            Mend mend = new Mend(vm(drift.vmId()));
            Rehearsal rehearsal = hypervisors.rehearse(hosts.get(drift.hostId()).endpoint());
            mend.run(rehearsal.hypervisor());
            return PlannedMend.of(drift, rehearsal.noted().get(), mend.atRestart(), mend.saved());
        } catch (KloigosException e) {
            if (e.code() == ErrorCode.INTERNAL) {
                throw e;
            }
            return PlannedMend.impossible(drift, String.valueOf(e.getMessage()));
        }
    }

    Vm vm(UUID vmId) {
        return database.transact(tx -> VmRecords.get(tx, vmId));
    }
}
