package io.kloigos.core.hypervisor;

/** Hears how far a host is that fetches a file. What it throws ends that. */
public interface FetchListener {
    /** About so many bytes of the whole are there. */
    void came(long bytes);

    /** All of it is there. @param checksum {@code sha256:…} of all of it, as the host read it */
    void complete(String checksum);
}
