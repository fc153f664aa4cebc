package io.kloigos.core.network;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.hypervisor.NetworkSpec;
import io.kloigos.core.hypervisor.NetworksOfHost;
import io.kloigos.core.hypervisor.VlanBridge;
import io.kloigos.core.task.Proposal;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes a network: its definition, then its start. */
final class CreateNetwork implements TaskHandler<CreateNetwork.Params> {
    static final String TYPE = "network.create";

    /**
     * @param serves the addresses that the host is to serve there; null for none
     * @param vlan the bridge to make for it; null when it needs none
     */
    record Params(
            String hostId,
            NetworkSpec spec,
            @Nullable String serves,
            boolean autostart,
            @Nullable VlanBridge vlan) implements Proposal.Source {
        @Override
        public Proposal proposal() {
            return Proposal.named(spec.name());
        }

        UUID networkId() {
            return spec.networkId();
        }
    }

    private final HostService hosts;
    private final EventService events;

    CreateNetwork(HostService hosts, EventService events) {
        this.hosts = hosts;
        this.events = events;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Class<Params> paramsType() {
        return Params.class;
    }

    @Override
    public void checkPrerequisites(Params params, Stage stage) {
        hosts.get(params.hostId()).checkTakesNewWork();
        for (Network there : networks(params, stage).all()) {
            if (there.name().equals(params.spec().name())
                    && !there.uuid().equals(params.networkId().toString())) {
                throw KloigosException.conflict("Host " + params.hostId() + " has a network " + there.name()
                        + " already. Choose another name.");
            }
            Overlaps.refuse(params.hostId(), params.serves(), params.networkId(), there);
        }
        VlanBridge vlan = params.vlan();
        if (vlan != null) {
            networks(params, stage).whyNoVlanBridge(vlan).ifPresent(why -> {
                throw KloigosException.conflict(why);
            });
        }
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        UUID id = params.networkId();
        String owner = params.spec().owner();
        List<Step> steps = new ArrayList<>();
        VlanBridge vlan = params.vlan();
        if (vlan != null) {
            steps.add(Step.undoable(
                    "make-vlan-bridge",
                    () -> networks(params, stage).makeVlanBridge(vlan),
                    () -> networks(params, stage).removeVlanBridge(vlan)));
        }
        steps.addAll(List.of(
                Step.undoable(
                        "define",
                        () -> networks(params, stage).define(params.spec()),
                        () -> networks(params, stage).undefine(id, owner)),
                Step.undoable(
                        "start",
                        () -> networks(params, stage).start(id),
                        () -> networks(params, stage).stop(id, owner))));
        if (params.autostart()) {
            steps.add(Step.oneWay("autostart", () -> networks(params, stage).setAutostart(id, true)));
        }
        steps.add(Step.oneWay("observe", () -> stage.observe(params.hostId())));
        return steps;
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        tx.mapper(NetworkMapper.class).setPhase(params.networkId(), NetworkPhase.MAKING, NetworkPhase.ACTIVE);
        record(tx, task, params, "network.created", "was made on " + params.hostId());
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        tx.mapper(NetworkMapper.class).delete(params.networkId());
        record(
                tx,
                task,
                params,
                "network.create_failed",
                "could not be made on " + params.hostId() + ": " + task.error());
    }

    private static NetworksOfHost networks(Params params, Stage stage) {
        return stage.at(params.hostId()).networks();
    }

    private void record(Transaction tx, Task task, Params params, String type, String what) {
        events.record(
                tx,
                task.caller(),
                type,
                HostNetwork.target(params.networkId()),
                "Network " + params.spec().name() + " " + what,
                task.taskId());
    }
}
