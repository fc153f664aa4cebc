package io.kloigos.core.storage;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.trash.TrashDeadlines;
import io.kloigos.core.trash.TrashRecords;
import io.kloigos.core.trash.Trashed;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a volume of which a fresh look at its host proves that nobody uses it: puts it into the trash, or takes it from
 * the host for good.
 */
final class DeleteVolume extends StorageTask<DeleteVolume.Params> {
    static final String TYPE = "volume.delete";

    /**
     * @param trashed the entry in the trash that it becomes; null to take it from the host
     * @param fromTrash the entry in the trash that it is; null for one that is not there
     */
    record Params(
            VolumeId volume,
            @Nullable Trashed trashed,
            @Nullable UUID fromTrash) implements StorageTask.Params {
        @Override
        public String hostId() {
            return volume.hostId();
        }

        @Override
        public String what() {
            return "volume " + volume.place();
        }
    }

    private final VolumeClaimsReader claims;
    private final TrashDeadlines deadlines;

    DeleteVolume(VolumeClaimsReader claims, TrashDeadlines deadlines, HostService hosts, EventService events) {
        super(TYPE, "volume.deleted", Params.class, hosts, events);
        this.claims = claims;
        this.deadlines = deadlines;
    }

    @Override
    void check(Params params, Hypervisor host) {
        HostView view = host.look();
        boolean there = params.volume().in(view).isPresent();
        if (!there && params.fromTrash() == null) {
            throw params.volume().missing();
        }
        if (there) {
            prove(params, host, view);
        }
    }

    private Volume prove(Params params, Hypervisor host, HostView view) {
        Volume volume = params.volume().in(view).orElseThrow(params.volume()::missing);
        VolumeClaims claimed = claims.of(params.hostId());
        UnusedVolumes.whyKept(host, view, params.fromTrash() == null ? claimed : claimed.withoutTrash(), volume)
                .ifPresent(why -> {
                    throw KloigosException.conflict(
                            "Volume " + params.volume().place() + " on " + params.hostId() + " is not deleted: " + why);
                });
        return volume;
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        return params.trashed() != null
                ? List.of(Step.oneWay("prove", () -> {
                    Hypervisor host = host(params, stage);
                    prove(params, host, host.look());
                }))
                : List.of(
                        Step.oneWay("delete", () -> delete(params, host(params, stage))),
                        Step.oneWay("observe", () -> stage.observe(params.hostId())));
    }

    private void delete(Params params, Hypervisor host) {
        HostView view = host.look();
        if (params.volume().in(view).isPresent()) {
            prove(params, host, view);
            host.deleteVolume(params.volume().pool(), params.volume().name());
        }
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        Trashed trashed = params.trashed();
        if (trashed != null) {
            TrashRecords.put(tx, trashed);
            record(
                    tx,
                    task,
                    params,
                    "volume.trashed",
                    "Volume " + params.volume().place() + " on " + params.hostId() + " was put into the trash until "
                            + trashed.expiresAt());
            return;
        }
        if (params.fromTrash() != null) {
            TrashRecords.delete(tx, params.fromTrash());
        }
        super.succeeded(tx, task, params);
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        if (params.fromTrash() != null) {
            TrashRecords.keep(tx, params.fromTrash(), deadlines.again());
        }
        super.failed(tx, task, params);
    }
}
