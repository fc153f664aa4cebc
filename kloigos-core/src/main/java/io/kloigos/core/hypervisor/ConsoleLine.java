package io.kloigos.core.hypervisor;

import java.io.InputStream;
import java.io.OutputStream;

/** Bytes to a guest's console and from it; one thread may read while another writes. */
public interface ConsoleLine extends AutoCloseable {
    /** What comes from the guest; ends when the console does. */
    InputStream input();

    /** What goes to the guest, at the latest when it is flushed. */
    OutputStream output();

    @Override
    void close();
}
