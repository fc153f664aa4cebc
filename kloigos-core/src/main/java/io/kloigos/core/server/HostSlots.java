package io.kloigos.core.server;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.server.HostSlotMapper.Slot;
import io.kloigos.core.vm.NumaSlots;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmSpec;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The servers of the pool that stand for hosts and their NUMA nodes, held for the VMs that are kept there. */
public final class HostSlots implements NumaSlots {
    private final EventService events;
    private final Clock clock;

    public HostSlots(EventService events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    @Override
    public void take(Transaction tx, Caller caller, Vm vm) {
        Integer node = nodeOf(vm);
        if (node == null) {
            return;
        }
        for (Slot slot : tx.mapper(HostSlotMapper.class).lock(vm.hostId(), node)) {
            if (slot.heldByVm() == null) {
                refuseUnlessFree(caller, slot, vm, node);
                hold(tx, caller, slot.hostname(), vm.vmId(), vm.name());
            }
        }
    }

    /** Takes a new server for a VM that is kept on its node already, if there is one. */
    void takeForThoseThere(Transaction tx, Caller caller, Server server) {
        HostSlotMapper slots = tx.mapper(HostSlotMapper.class);
        HostSlotMapper.KeptVm there = slots.keptThere(server.hostname(), null);
        if (there != null) {
            hold(tx, caller, server.hostname(), there.vmId(), there.name());
        }
    }

    private static @Nullable Integer nodeOf(Vm vm) {
        VmSpec spec = vm.spec();
        return spec == null || spec.hardware().numa() == null
                ? null
                : spec.hardware().numa().node();
    }

    private static void refuseUnlessFree(Caller caller, Slot slot, Vm vm, int node) {
        if (slot.status() != ServerStatus.FREE && !caller.scope().all()) {
            throw KloigosException.conflict(
                    "NUMA node " + node + " of host " + vm.hostId() + " cannot be had now. Choose another.");
        }
        if (slot.status() != ServerStatus.FREE) {
            String holder = slot.serviceName() == null
                    ? "out of service (" + slot.status().word() + ")"
                    : "claimed by " + slot.serviceName();
            throw KloigosException.conflict("NUMA node " + node + " of host " + vm.hostId() + " is server "
                    + slot.hostname() + " of the pool, which is " + holder
                    + ". Give it back first (POST /deprovision), or choose another node.");
        }
    }

    private void hold(Transaction tx, Caller caller, String hostname, UUID vmId, String name) {
        tx.mapper(HostSlotMapper.class).hold(hostname, vmId, name, clock.instant());
        tx.mapper(ServerMapper.class).updateLabelStatus(List.of(hostname));
        events.record(
                tx,
                caller,
                "server.claimed",
                Server.target(hostname),
                hostname + " was taken with VM " + name + ", which is kept there");
    }

    @Override
    public void giveBack(Transaction tx, Caller caller, UUID vmId) {
        HostSlotMapper slots = tx.mapper(HostSlotMapper.class);
        for (Slot slot : slots.lockHeld(vmId)) {
            HostSlotMapper.KeptVm other = slots.keptThere(slot.hostname(), vmId);
            if (other != null) {
                slots.passOn(slot.hostname(), other.vmId(), other.name());
            } else {
                release(tx, caller, slot);
            }
        }
    }

    private void release(Transaction tx, Caller caller, Slot slot) {
        tx.mapper(ServerMapper.class).release(List.of(slot.hostname()));
        tx.mapper(ServerMapper.class).updateLabelStatus(List.of(slot.hostname()));
        events.record(
                tx,
                caller,
                Claims.RELEASED,
                Server.target(slot.hostname()),
                slot.hostname() + " was given back with VM " + slot.serviceName());
    }

    /** {@code CONFLICT} while a VM is kept on what the server stands for: it is given back with that. */
    static void refuseHeld(Transaction tx, Server server) {
        if (server.hostId() == null || server.kind() != ServerKind.SERVER || !server.isClaimed()) {
            return;
        }
        HostSlotMapper.KeptVm holder = tx.mapper(HostSlotMapper.class).holder(server.hostname());
        if (holder != null) {
            throw KloigosException.conflict(server.hostname() + " is held for VM " + holder.name() + " ("
                    + holder.vmId() + "), which is kept there. Delete the VM, and it is free.");
        }
    }
}
