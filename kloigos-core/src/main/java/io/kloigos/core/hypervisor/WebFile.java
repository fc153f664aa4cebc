package io.kloigos.core.hypervisor;

import java.net.InetAddress;
import java.net.URI;

/**
 * A file on a web server, whose start is here already.
 *
 * @param uri an http or https URL
 * @param address where its host is asked, whatever the name means elsewhere
 * @param validator the {@code ETag} or {@code Last-Modified} that the rest must have too
 * @param sizeBytes of the whole
 * @param start the first bytes of it, fewer than all
 */
public record WebFile(URI uri, InetAddress address, String validator, long sizeBytes, Content start) {
    /** The port of its host. */
    public int port() {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    /** Its URL: what it is called wherever it is told of. */
    @Override
    public String toString() {
        return uri.toString();
    }

    /** How many bytes are still to come. */
    public long restBytes() {
        return sizeBytes - start.sizeBytes();
    }
}
