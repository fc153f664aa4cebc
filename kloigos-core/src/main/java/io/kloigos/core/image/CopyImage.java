package io.kloigos.core.image;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.Sha256;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.image.ImageCopies.Copy;
import io.kloigos.core.task.Proposal;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** Streams an image from one host to another, through this machine, and checks it on the way. */
final class CopyImage implements TaskHandler<CopyImage.Params> {
    static final String TYPE = "image.copy";

    record Params(
            UUID imageId,
            String fromHostId,
            String hostId,
            String name,
            String volume,
            VolumeFormat format,
            long virtualSizeBytes,
            String checksum)
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

    CopyImage(HostService hosts, ImageCopies copies) {
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
        hosts.get(params.fromHostId()).checkReachable();
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        return List.of(
                Step.undoable(
                        "transfer",
                        () -> copies.unlessThere(params.copy(), () -> transfer(params, stage)),
                        () -> copies.unlessThere(
                                params.copy(), () -> copies.delete(stage.at(params.hostId()), params.copy()))),
                Step.oneWay("observe", () -> stage.observe(params.hostId())));
    }

    private void transfer(Params params, Stage stage) {
        Content stored = stage.at(params.fromHostId()).storage().content(ImageService.POOL, params.volume());
        MessageDigest digest = Sha256.digest();
        Content digested = new Digested(stored, digest);
        copies.write(stage.at(params.hostId()), params.copy(), params.format(), params.virtualSizeBytes(), digested);
        stage.record(() -> {
            String checksum = "sha256:" + HexFormat.of().formatHex(digest.digest());
            if (!checksum.equals(params.checksum())) {
                throw new KloigosException(
                        ErrorCode.HOST_FAILED,
                        "The copy of image " + params.name() + " on " + params.fromHostId() + " has the checksum "
                                + checksum + ", and should have " + params.checksum() + ": somebody has changed it.");
            }
        });
    }

    private record Digested(Content content, MessageDigest digest) implements Content {
        @Override
        public long sizeBytes() {
            return content.sizeBytes();
        }

        @Override
        public InputStream open() throws java.io.IOException {
            return new DigestInputStream(content.open(), digest);
        }
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        copies.succeeded(tx, task, params.copy());
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        copies.failed(tx, task, params.copy());
    }
}
