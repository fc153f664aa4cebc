package io.kloigos.core.image;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.WebFile;
import io.kloigos.core.image.ImageCopies.Copy;
import io.kloigos.core.image.ImageImport.ChecksumStatus;
import io.kloigos.core.observation.VolumeUsers;
import io.kloigos.core.task.Proposal;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Has an image fetched from a URL, by the host itself or through this machine, or read from a volume of that host, into the
 * host's default pool, and checked on the way. Nothing names the volume until it is complete; when the transfer fails it is
 * deleted, and when this process dies in the middle, whoever goes on begins anew.
 */
final class ImportImage implements TaskHandler<ImportImage.Params> {
    static final String TYPE = "image.import";

    /** @param checksum what the content must have; null when nobody knows, as with its format */
    record Params(
            UUID importId,
            UUID imageId,
            String hostId,
            String name,
            String version,
            String volume,
            String sourceUrl,
            @Nullable String checksum,
            @Nullable VolumeFormat format)
            implements Proposal.Source {
        @Override
        public Proposal proposal() {
            return Proposal.ofImage(name);
        }

        Copy copy() {
            return new Copy(imageId, hostId, name, volume);
        }

        Optional<VolumeSource> source() {
            return VolumeSource.isMeantBy(sourceUrl)
                    ? Optional.of(VolumeSource.parse("source_url", sourceUrl))
                    : Optional.empty();
        }
    }

    private final Database database;
    private final HostService hosts;
    private final ImageCopies copies;
    private final UrlSource urls;
    private final SourceVolumes volumes;
    private final ImageFetch fetch;

    ImportImage(
            Database database,
            HostService hosts,
            ImageCopies copies,
            UrlSource urls,
            SourceVolumes volumes,
            ImageFetch fetch) {
        this.database = database;
        this.hosts = hosts;
        this.copies = copies;
        this.urls = urls;
        this.volumes = volumes;
        this.fetch = fetch;
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
        params.source().ifPresent(source -> {
            database.transact(tx -> volumes.lock(tx, params.hostId(), source.pool(), source.volume()));
            refuseWhileWritten(source, params, stage);
        });
    }

    private static void refuseWhileWritten(VolumeSource source, Params params, Stage stage) {
        VolumeUsers.refuseWhileWritten(
                stage.at(params.hostId()).look(), params.hostId(), source.pool(), source.volume(), "made an image");
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
        TransferProgress progress = new TransferProgress(database, params.importId(), stage);
        ImageSource from = params.source()
                .map(source -> source.in(stage.at(params.hostId()).storage()))
                .orElseGet(() -> urls.at(params.sourceUrl()));
        try (Download download = Download.begin(from, progress)) {
            checkFormat(params, download.header().format());
            progress.total(download.sizeBytes());
            Hypervisor host = stage.at(params.hostId());
            Arrival arrival =
                    onHost(params, host, download, progress).orElseGet(() -> throughServer(params, host, download));
            // somebody may have started a VM on it
            params.source().ifPresent(source -> refuseWhileWritten(source, params, stage));
            stage.record(() -> verify(params, download, arrival));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty when the host cannot, which the task's commands tell. */
    private Optional<Arrival> onHost(Params params, Hypervisor host, Download download, LongConsumer progress)
            throws IOException {
        WebFile file = download.webFile().orElse(null);
        if (fetch != ImageFetch.HOST || file == null) {
            return Optional.empty();
        }
        download.pause();
        HostArrival arrival = new HostArrival(file.sizeBytes(), progress);
        makeRoom(params, host, download);
        try {
            host.storage().fetch(ImageService.POOL, params.volume(), file, arrival);
            return Optional.of(arrival);
        } catch (KloigosException e) {
            if (e.code() != ErrorCode.HOST_FAILED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private Arrival throughServer(Params params, Hypervisor host, Download download) {
        makeRoom(params, host, download);
        host.upload(ImageService.POOL, params.volume(), download);
        return download;
    }

    private void makeRoom(Params params, Hypervisor host, Download download) {
        copies.makeRoom(host, params.copy(), download.header().format(), download.virtualSizeBytes());
    }

    private static void checkFormat(Params params, VolumeFormat format) {
        if (params.format() != null && params.format() != format) {
            throw KloigosException.invalid(
                    "format", "is not " + params.format().word() + ": what comes is " + format.word());
        }
    }

    private void verify(Params params, Download download, Arrival arrival) {
        String checksum = arrival.checksum();
        String expected = params.checksum();
        boolean mismatch = expected != null && !expected.equals(checksum);
        ChecksumStatus status = expected == null
                ? ChecksumStatus.UNCHECKED
                : mismatch ? ChecksumStatus.MISMATCH : ChecksumStatus.VERIFIED;
        database.run(tx -> {
            tx.mapper(ImageImportMapper.class).setChecksum(params.importId(), status);
            if (!mismatch) {
                tx.mapper(ImageMapper.class)
                        .setFacts(
                                params.imageId(),
                                download.header().format(),
                                checksum,
                                arrival.count(),
                                download.virtualSizeBytes());
            }
        });
        if (mismatch) {
            throw KloigosException.conflict("What " + params.sourceUrl() + " sends has the checksum " + checksum
                    + ", and should have " + expected + ": it is not kept.");
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
