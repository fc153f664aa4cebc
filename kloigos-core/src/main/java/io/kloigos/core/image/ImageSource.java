package io.kloigos.core.image;

import io.kloigos.core.KloigosException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where the content of an image comes from. */
interface ImageSource {
    /**
     * Where something is on the web, behind all redirects.
     *
     * @param address that was asked
     */
    record Place(URI uri, InetAddress address) {}

    /**
     * What is sent.
     *
     * @param place null for what is not on the web
     * @param from the place of its first byte in the whole
     * @param total the size of the whole; null when that is not told
     * @param validator what is said to tell one content from another; null when nothing is
     */
    record Opened(
            @Nullable Place place,
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
