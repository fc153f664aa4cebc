package io.kloigos.core.vm;

import io.kloigos.core.Caller;
import io.kloigos.core.database.Transaction;
import java.util.UUID;

/** The servers of the pool that stand for NUMA nodes of hosts: a VM that is kept on a node has its server with it. */
public interface NumaSlots {
    /**
     * Takes the server of the VM's NUMA node for it, if the pool has one and the VM is kept on a node; VMs share it.
     * {@code CONFLICT} while a service holds it, and when it is out of service.
     */
    void take(Transaction tx, Caller caller, Vm vm);

    /** Gives back what was taken for the VM, once no other VM is kept there. */
    void giveBack(Transaction tx, Caller caller, UUID vmId);
}
