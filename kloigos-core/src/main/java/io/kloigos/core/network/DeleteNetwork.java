package io.kloigos.core.network;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Definition;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.VlanBridge;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Removes a network that nobody uses. There is no way back from its first step; a failed one is asked for again. */
final class DeleteNetwork implements TaskHandler<DeleteNetwork.Params> {
    static final String TYPE = "network.delete";

    /**
     * @param ownBridge the bridge that goes with it; null when it is the host's
     * @param vlan the bridge that was made for its VLAN; null when it has none
     */
    record Params(
            String hostId,
            UUID networkId,
            String name,
            @Nullable String ownBridge,
            String owner,
            @Nullable VlanBridge vlan) {}

    private final HostService hosts;
    private final EventService events;

    DeleteNetwork(HostService hosts, EventService events) {
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
        hosts.get(params.hostId()).checkReachable();
        List<String> users = stage.at(params.hostId()).look().domains().stream()
                .filter(domain -> Stream.of(domain.now(), domain.next()).anyMatch(made -> isOn(params, made)))
                .map(Domain::name)
                .toList();
        refuseUsed(params.name(), users);
    }

    static void refuseUsed(String network, List<String> users) {
        if (!users.isEmpty()) {
            throw KloigosException.conflict("Network " + network + " is used by " + String.join(", ", users)
                    + ". Detach or delete these VMs first.");
        }
    }

    private static boolean isOn(Params params, Definition made) {
        return made.nics().stream()
                .map(Domain.Nic::network)
                .anyMatch(on -> on != null && (on.equals(params.name()) || on.equals(params.ownBridge())));
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        List<Step> steps = new ArrayList<>(List.of(
                Step.oneWay(
                        "stop", () -> stage.at(params.hostId()).networks().stop(params.networkId(), params.owner())),
                Step.oneWay(
                        "undefine",
                        () -> stage.at(params.hostId()).networks().undefine(params.networkId(), params.owner()))));
        VlanBridge vlan = params.vlan();
        if (vlan != null) {
            steps.add(Step.oneWay(
                    "remove-vlan-bridge",
                    () -> stage.at(params.hostId()).networks().removeVlanBridge(vlan)));
        }
        steps.add(Step.oneWay("observe", () -> stage.observe(params.hostId())));
        return steps;
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        tx.mapper(NetworkMapper.class).delete(params.networkId());
        tx.mapper(ReservationMapper.class).deleteOnNetwork(params.hostId(), params.networkId());
        record(tx, task, params, "network.deleted", "was deleted from " + params.hostId());
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        tx.mapper(NetworkMapper.class).setPhase(params.networkId(), NetworkPhase.DELETING, NetworkPhase.ACTIVE);
        record(
                tx,
                task,
                params,
                "network.delete_failed",
                "could not be deleted from " + params.hostId() + ": " + task.error());
    }

    private void record(Transaction tx, Task task, Params params, String type, String what) {
        events.record(
                tx,
                task.caller(),
                type,
                HostNetwork.target(params.networkId()),
                "Network " + params.name() + " " + what,
                task.taskId());
    }
}
