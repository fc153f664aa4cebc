package io.kloigos.core.network;

import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import java.util.List;

/** Has a host keep an address no more. */
final class ReleaseAddress implements TaskHandler<ReservedAddress> {
    static final String TYPE = "address.release";

    private final HostService hosts;
    private final EventService events;

    ReleaseAddress(HostService hosts, EventService events) {
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
    }

    @Override
    public List<Step> steps(ReservedAddress address, Stage stage) {
        return List.of(
                Reservations.releaseStep(stage, address),
                Step.oneWay("observe", () -> stage.observe(address.hostId())));
    }

    @Override
    public void succeeded(Transaction tx, Task task, ReservedAddress address) {
        Reservations.forget(tx, address);
        record(tx, task, address, "address.released", "is kept for " + address.mac() + " no more");
    }

    @Override
    public void failed(Transaction tx, Task task, ReservedAddress address) {
        record(tx, task, address, "address.release_failed", "was not released: " + task.error());
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
