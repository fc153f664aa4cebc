package io.kloigos.core.runbook;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.host.HostRecords;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRecords;

/** Whether what a runbook is to run on is there. */
final class Targets {
    private final HostRecords hosts;

    Targets(HostRecords hosts) {
        this.hosts = hosts;
    }

    /** {@code NOT_FOUND} when the host or the VM is not there, or the VM not on that host. */
    void check(Transaction tx, RunRequest request) {
        String hostId = request.hostId();
        if (hostId != null) {
            hosts.get(tx, hostId);
        }
        if (request.vmId() != null) {
            Vm vm = VmRecords.get(tx, request.vmId());
            if (hostId != null && !vm.hostId().equals(hostId)) {
                throw KloigosException.notFound("VM " + vm.vmId() + " on host", hostId);
            }
        }
    }

    /** The target for people. */
    String words(Transaction tx, RunRequest request) {
        return request.vmId() == null
                ? "host " + request.hostId()
                : "VM " + VmRecords.get(tx, request.vmId()).name();
    }
}
