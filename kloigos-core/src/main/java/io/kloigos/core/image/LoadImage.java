package io.kloigos.core.image;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.image.ImageCopies.Copy;
import io.kloigos.core.task.Proposal;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** Puts a copy of an image, read from a file beside Kloigos, into a host's default pool. */
final class LoadImage implements TaskHandler<LoadImage.Params> {
    static final String TYPE = "image.load";

    /** @param checksum what the file had when the load was asked for; it is not loaded once it has changed */
    record Params(UUID imageId, String hostId, String name, String volume, String path, String checksum)
            implements Proposal.Source {
        @Override
        public Proposal proposal() {
            return Proposal.ofImage(name);
        }

        Copy copy() {
            return new Copy(imageId, hostId, name, volume);
        }
    }

    private final HostService hosts;
    private final ImageCopies copies;

    LoadImage(HostService hosts, ImageCopies copies) {
        this.hosts = hosts;
        this.copies = copies;
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
        file(params);
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        Copy copy = params.copy();
        return List.of(Step.undoable(
                "upload",
                () -> copies.unlessThere(copy, () -> upload(params, stage.at(params.hostId()))),
                () -> copies.unlessThere(copy, () -> copies.delete(stage.at(params.hostId()), copy))));
    }

    private void upload(Params params, Hypervisor host) {
        ImageFile file = file(params);
        copies.write(host, params.copy(), file.format(), file.virtualSizeBytes(), file);
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        copies.succeeded(tx, task, params.copy());
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        copies.failed(tx, task, params.copy());
    }

    private static ImageFile file(Params params) {
        ImageFile file = ImageFile.read(Path.of(params.path()));
        if (!file.checksum().equals(params.checksum())) {
            throw KloigosException.conflict(params.path() + " has changed since it was to be loaded. Load it again.");
        }
        return file;
    }
}
