package io.kloigos.core.image;

/** What has come of an image, on whatever way. */
interface Arrival {
    /** How many bytes. */
    long count();

    /** {@code sha256:…} of them. */
    String checksum();
}
