package io.kloigos.core.image;

import io.kloigos.core.hypervisor.FetchListener;
import java.util.function.LongConsumer;

/** What a host has fetched by itself. */
final class HostArrival implements Arrival, FetchListener {
    private final long sizeBytes;
    private final LongConsumer progress;
    private String checksum = "";

    /** @param progress is told how many bytes have come */
    HostArrival(long sizeBytes, LongConsumer progress) {
        this.sizeBytes = sizeBytes;
        this.progress = progress;
    }

    @Override
    public void came(long bytes) {
        progress.accept(bytes);
    }

    @Override
    public void complete(String found) {
        checksum = found;
        progress.accept(sizeBytes);
    }

    @Override
    public long count() {
        return sizeBytes;
    }

    @Override
    public String checksum() {
        return checksum;
    }
}
