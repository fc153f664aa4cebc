package io.kloigos.core.network;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.hypervisor.Reservation;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import java.util.List;

/** Has a host keep an address. */
final class ReserveAddress implements TaskHandler<ReservedAddress> {
    static final String TYPE = "address.reserve";

    private final HostService hosts;
    private final EventService events;

    ReserveAddress(HostService hosts, EventService events) {
        this.hosts = hosts;
        this.events = events;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Class<ReservedAddress> paramsType() {
        return ReservedAddress.class;
    }

    @Override
    public void checkPrerequisites(ReservedAddress address, Stage stage) {
        hosts.get(address.hostId()).checkReachable();
        Network network = stage.at(address.hostId())
                .networks()
                .network(address.networkId())
                .orElseThrow(() ->
                        KloigosException.notFound("network on host " + address.hostId() + ":", address.networkId()));
        for (Reservation kept : network.reservations()) {
            boolean sameMac = kept.mac().equals(address.mac());
            boolean sameAddress = kept.address().equals(address.address());
            if (sameMac != sameAddress) {
                throw KloigosException.conflict("Network " + network.name() + " on " + address.hostId() + " keeps "
                        + kept.address() + " for " + kept.mac() + ". Delete that reservation first.");
            }
        }
    }

    @Override
    public List<Step> steps(ReservedAddress address, Stage stage) {
        return List.of(
                Reservations.step(stage, address), Step.oneWay("observe", () -> stage.observe(address.hostId())));
    }

    @Override
    public void succeeded(Transaction tx, Task task, ReservedAddress address) {
        record(tx, task, address, "address.reserved", "is kept for " + address.mac() + " on " + address.hostId());
    }

    @Override
    public void failed(Transaction tx, Task task, ReservedAddress address) {
        Reservations.forget(tx, address);
        record(
                tx,
                task,
                address,
                "address.reserve_failed",
                "cannot be kept for " + address.mac() + ": " + task.error());
    }

    private void record(Transaction tx, Task task, ReservedAddress address, String type, String what) {
        events.record(
                tx,
                task.caller(),
                type,
                HostNetwork.target(address.networkId()),
                "Address " + address.address() + " " + what,
                task.taskId());
    }
}
