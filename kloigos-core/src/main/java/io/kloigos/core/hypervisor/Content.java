package io.kloigos.core.hypervisor;

import java.io.IOException;
import java.io.InputStream;

/** Bytes to send to a host: their number is known, and they can be read again from the start. */
public interface Content {
    long sizeBytes();

    InputStream open() throws IOException;
}
