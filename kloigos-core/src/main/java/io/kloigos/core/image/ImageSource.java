package io.kloigos.core.image;

import io.kloigos.core.KloigosException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Where the content of an image comes from. */
interface ImageSource {
    /**
     * What is sent.
     *
     * @param from the place of its first byte in the whole
     * @param total the size of the whole; null when that is not told
     * @param validator what is said to tell one content from another; null when nothing is
     */
    record Opened(
            InputStream body,
            long from,
            @Nullable Long total,
            @Nullable String validator) {}

    /**
     * Asks for the content from that byte on, provided that it is still the one of which the validator was given; the
     * whole may be sent instead.
     */
    Opened open(long from, @Nullable String validator) throws IOException;

    /** Why it cannot be had. */
    KloigosException failed(String what);
}
