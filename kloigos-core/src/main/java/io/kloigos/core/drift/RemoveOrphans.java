package io.kloigos.core.drift;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.storage.UnusedVolumes;
import io.kloigos.core.storage.VolumeClaimsReader;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Deletes volumes that were named. Before anything is deleted, and again immediately before each deletion, a complete look
 * at the host must prove that nobody uses it. What is deleted is gone: there is no way back.
 */
final class RemoveOrphans implements TaskHandler<RemoveOrphans.Params> {
    static final String TYPE = "orphans.remove";

    record Params(String hostId, List<VolumeName> volumes) {}

    private final VolumeClaimsReader claims;
    private final HostService hosts;
    private final EventService events;

    RemoveOrphans(VolumeClaimsReader claims, HostService hosts, EventService events) {
        this.claims = claims;
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
        Hypervisor host = host(params, stage);
        HostView view = host.look();
        params.volumes()
                .forEach(name -> prove(
                        params,
                        host,
                        view,
                        find(view, name)
                                .orElseThrow(
                                        () -> KloigosException.notFound("volume on " + params.hostId() + ",", name))));
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        List<Step> steps = new ArrayList<>();
        params.volumes().forEach(name -> steps.add(Step.oneWay("remove", () -> remove(params, stage, name))));
        steps.add(Step.oneWay("observe", () -> stage.observe(params.hostId())));
        return steps;
    }

    private void remove(Params params, Stage stage, VolumeName name) {
        Hypervisor host = host(params, stage);
        HostView view = host.look();
        find(view, name).ifPresent(volume -> {
            prove(params, host, view, volume);
            host.deleteVolume(name.pool(), name.name());
        });
    }

    private static Optional<Volume> find(HostView view, VolumeName name) {
        return view.volumes().stream()
                .filter(volume ->
                        volume.pool().equals(name.pool()) && volume.name().equals(name.name()))
                .findFirst();
    }

    private void prove(Params params, Hypervisor host, HostView view, Volume volume) {
        UnusedVolumes.whyKept(host, view, claims.of(params.hostId()), volume)
                .ifPresent(why -> refuse(params, volume, why));
    }

    private static void refuse(Params params, Volume volume, String why) {
        throw KloigosException.conflict(
                "Volume " + volume.pool() + "/" + volume.name() + " on " + params.hostId() + " is not removed: " + why);
    }

    private Hypervisor host(Params params, Stage stage) {
        return stage.at(params.hostId());
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        record(tx, task, params, "orphans.removed", "Removed from " + params.hostId() + ": " + names(params));
    }

    @Override
    public void again(Transaction tx, Params params) {
        // nothing of it was recorded before it began
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        record(
                tx,
                task,
                params,
                "orphans.remove_failed",
                "Not all of these were removed from " + params.hostId() + ": " + names(params) + ": " + task.error());
    }

    private static String names(Params params) {
        return params.volumes().stream().map(VolumeName::toString).collect(Collectors.joining(", "));
    }

    private void record(Transaction tx, Task task, Params params, String type, String message) {
        events.record(tx, task.caller(), type, "host:" + params.hostId(), message, task.taskId());
    }
}
