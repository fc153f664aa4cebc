package io.kloigos.core.image;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.VolumeFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A disk image in a local file, recognised by its content.
 *
 * @param virtualSizeBytes of the disk that a guest sees
 * @param checksum {@code sha256:…} of the file
 */
record ImageFile(Path path, VolumeFormat format, long sizeBytes, long virtualSizeBytes, String checksum)
        implements Content {
    private static final int QCOW2_MAGIC = 0x514649fb;
    private static final int BACKING_FILE_OFFSET = 8;
    private static final int VIRTUAL_SIZE = 24;
    private static final int HEADER = 32;

    /** Reads the whole file. {@code INVALID} when it is missing, empty, or stands on another file. */
    static ImageFile read(Path path) {
        if (!Files.isRegularFile(path)) {
            throw KloigosException.invalid("file", path + " is not a file");
        }
        try {
            long size = Files.size(path);
            ByteBuffer header = header(path);
            boolean qcow2 = header.remaining() == HEADER && header.getInt(0) == QCOW2_MAGIC;
            // https://gitlab.com/qemu-project/qemu/-/blob/master/docs/interop/qcow2.rst, "Header"
            if (qcow2 && header.getLong(BACKING_FILE_OFFSET) != 0) {
                throw KloigosException.invalid("file", path + " is an overlay of another file; flatten it first");
            }
            if (size == 0) {
                throw KloigosException.invalid("file", path + " is empty");
            }
            return new ImageFile(
                    path.toAbsolutePath(),
                    qcow2 ? VolumeFormat.QCOW2 : VolumeFormat.RAW,
                    size,
                    qcow2 ? header.getLong(VIRTUAL_SIZE) : size,
                    "sha256:" + digest(path));
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read", e);
        }
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(path);
    }

    private static ByteBuffer header(Path path) throws IOException {
        try (InputStream file = Files.newInputStream(path)) {
            return ByteBuffer.wrap(file.readNBytes(HEADER));
        }
    }

    private static String digest(Path path) throws IOException {
        try (DigestInputStream file =
                new DigestInputStream(Files.newInputStream(path), MessageDigest.getInstance("SHA-256"))) {
            file.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(file.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
