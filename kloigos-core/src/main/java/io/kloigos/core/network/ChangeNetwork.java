package io.kloigos.core.network;

import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.ChangedFields;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.NetworksOfHost;
import io.kloigos.core.hypervisor.VlanBridge;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Changes what a network serves, while guests use it. */
final class ChangeNetwork implements TaskHandler<ChangeNetwork.Params> {
    static final String TYPE = "network.change";

    /** @param vlan the bridge that is made again where it is gone, as after a restart of the host; null when it has none */
    record Params(
            String hostId,
            UUID networkId,
            String name,
            WantedNetwork before,
            WantedNetwork after,
            @Nullable VlanBridge vlan) {}

    private final HostService hosts;
    private final EventService events;

    ChangeNetwork(HostService hosts, EventService events) {
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
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        UUID id = params.networkId();
        WantedNetwork before = params.before();
        WantedNetwork after = params.after();
        List<Step> steps = new ArrayList<>();
        VlanBridge vlan = params.vlan();
        if (vlan != null) {
            steps.add(Step.oneWay(
                    "make-vlan-bridge",
                    () -> stage.at(params.hostId()).networks().makeVlanBridge(vlan)));
        }
        if (!before.dns().equals(after.dns())) {
            steps.add(step(params, stage, "set-dns", (host, wanted) -> host.setDns(id, wanted.dns())));
        }
        if (!Objects.equals(before.dhcp(), after.dhcp())) {
            steps.add(step(params, stage, "set-dhcp", (host, wanted) -> host.setDhcp(id, wanted.dhcp())));
        }
        if (before.autostart() != after.autostart()) {
            steps.add(step(params, stage, "autostart", (host, wanted) -> host.setAutostart(id, wanted.autostart())));
        }
        steps.add(Step.oneWay("observe", () -> stage.observe(params.hostId())));
        return steps;
    }

    private static Step step(
            Params params, Stage stage, String name, BiConsumer<NetworksOfHost, WantedNetwork> change) {
        return Step.undoable(
                name,
                () -> change.accept(stage.at(params.hostId()).networks(), params.after()),
                () -> change.accept(stage.at(params.hostId()).networks(), params.before()));
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        tx.mapper(NetworkMapper.class).setPhase(params.networkId(), NetworkPhase.CHANGING, NetworkPhase.ACTIVE);
        record(tx, task, params, "network.changed", "was changed", ChangedFields.of(params.before(), params.after()));
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        NetworkMapper networks = tx.mapper(NetworkMapper.class);
        networks.setWanted(params.networkId(), params.before());
        networks.setPhase(params.networkId(), NetworkPhase.CHANGING, NetworkPhase.ACTIVE);
        record(tx, task, params, "network.change_failed", "could not be changed: " + task.error(), Map.of());
    }

    private void record(Transaction tx, Task task, Params params, String type, String what, Map<String, ?> difference) {
        events.record(
                tx,
                task.caller(),
                type,
                HostNetwork.target(params.networkId()),
                "Network " + params.name() + " on " + params.hostId() + " " + what,
                task.taskId(),
                difference);
    }
}
