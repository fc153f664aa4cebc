package io.kloigos.core.image;

import io.kloigos.core.KloigosException;
import io.kloigos.core.Sha256;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.VolumeFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A disk image in a local file, recognised by its content.
 *
 * @param virtualSizeBytes of the disk that a guest sees
 * @param checksum {@code sha256:…} of the file
 */
record ImageFile(Path path, VolumeFormat format, long sizeBytes, long virtualSizeBytes, String checksum)
        implements Content {
    /** Reads the whole file. {@code INVALID} when it is missing, empty, or no disk that can be used as it is. */
    static ImageFile read(Path path) {
        if (!Files.isRegularFile(path)) {
            throw KloigosException.invalid("file", path + " is not a file");
        }
        try {
            long size = Files.size(path);
            if (size == 0) {
                throw KloigosException.invalid("file", path + " is empty");
            }
            DiskHeader header = DiskHeader.read(path.toString(), start(path));
            return new ImageFile(
                    path.toAbsolutePath(),
                    header.format(),
                    size,
                    Objects.requireNonNullElse(header.virtualSizeBytes(), size),
                    "sha256:" + digest(path));
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read", e);
        }
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(path);
    }

    private static byte[] start(Path path) throws IOException {
        try (InputStream file = Files.newInputStream(path)) {
            return file.readNBytes(DiskHeader.LENGTH);
        }
    }

    private static String digest(Path path) throws IOException {
        try (DigestInputStream file = new DigestInputStream(Files.newInputStream(path), Sha256.digest())) {
            file.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(file.getMessageDigest().digest());
        }
    }
}
