package io.kloigos.core.hypervisor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes to send to a host, or that it sends. */
public interface Content {
    /** What {@link #sizeBytes} says when it cannot be known beforehand. */
    long UNKNOWN_SIZE = -1;

    /** Their number, or {@link #UNKNOWN_SIZE}. */
    long sizeBytes();

    /**
     * The bytes, from the first on. Reading fails as a {@link io.kloigos.core.KloigosException} where the reader's caller is
     * to hear why.
     */
    InputStream open() throws IOException;

    /** Bytes in memory, which the caller does not change any more. */
    static Content of(byte[] bytes) {
        return new Content() {
            @Override
            public long sizeBytes() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    /** A file, whose size must not change while it is sent. */
    static Content of(Path file) throws IOException {
        long size = Files.size(file);
        return new Content() {
            @Override
            public long sizeBytes() {
                return size;
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file);
            }
        };
    }
}
