package io.kloigos.core.image;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.VolumeFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the first bytes of a disk image say. Strangers make images: one that names another file of the host as its backing
 * or data file would give whoever boots it that file.
 *
 * @param virtualSizeBytes of the disk that a guest sees; null for a raw disk, which is as large as its file
 */
public record DiskHeader(VolumeFormat format, @Nullable Long virtualSizeBytes) {
    /** How many bytes are looked at. */
    public static final int LENGTH = 512;

    private static final long LARGEST = 64L << 40;

    // https://gitlab.com/qemu-project/qemu/-/blob/master/docs/interop/qcow2.rst, "Header"
    private static final int QCOW2_MAGIC = 0x514649fb;
    private static final int SHORTEST = 72;
    private static final int VERSION = 4;
    private static final int BACKING_FILE_OFFSET = 8;
    private static final int CLUSTER_BITS = 20;
    private static final int VIRTUAL_SIZE = 24;
    private static final int ENCRYPTION = 32;
    private static final int INCOMPATIBLE_FEATURES = 72;
    private static final long CORRUPT = 2;
    private static final long EXTERNAL_DATA_FILE = 4;
    private static final long KNOWN_FEATURES = 31;

    private record Other(byte[] start, String what) {
        boolean begins(byte[] file) {
            return file.length >= start.length && Arrays.equals(start, Arrays.copyOf(file, start.length));
        }
    }

    /** How files begin that somebody may take for a disk image. */
    private static final List<Other> OTHERS = List.of(
            new Other(text("KDMV"), "a VMDK disk: convert it to qcow2 first"),
            new Other(text("# Disk DescriptorFile"), "a VMDK disk: convert it to qcow2 first"),
            new Other(text("vhdxfile"), "a VHDX disk: convert it to qcow2 first"),
            new Other(text("conectix"), "a VHD disk: convert it to qcow2 first"),
            new Other(text("<<< "), "a VDI disk: convert it to qcow2 first"),
            new Other(text("QED\0"), "a QED disk: convert it to qcow2 first"),
            new Other(text("LUKS\u00ba\u00be"), "a LUKS volume: it cannot be read without its key"),
            new Other(bytes(0x1f, 0x8b), "compressed with gzip: unpack it first"),
            new Other(bytes(0xfd, '7', 'z', 'X', 'Z', 0), "compressed with xz: unpack it first"),
            new Other(bytes(0x28, 0xb5, 0x2f, 0xfd), "compressed with zstd: unpack it first"),
            new Other(text("BZh"), "compressed with bzip2: unpack it first"),
            new Other(bytes('P', 'K', 3, 4), "a zip archive: unpack it first"),
            new Other(text("<!"), "a page of a web site, not a disk: check the URL"),
            new Other(text("<html"), "a page of a web site, not a disk: check the URL"));

    private static byte[] text(String start) {
        return start.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(int... start) {
        byte[] bytes = new byte[start.length];
        for (int i = 0; i < start.length; i++) {
            bytes[i] = (byte) start[i];
        }
        return bytes;
    }

    /**
     * Reads the start of an image. {@code INVALID} for what is no disk that can be used as it is.
     *
     * @param field what to name as wrong
     * @param start its first {@link #LENGTH} bytes, or all of them when there are fewer
     */
    public static DiskHeader read(String field, byte[] start) {
        ByteBuffer header = ByteBuffer.wrap(start);
        if (start.length >= Integer.BYTES && header.getInt(0) == QCOW2_MAGIC) {
            return qcow2(field, header);
        }
        OTHERS.stream().filter(other -> other.begins(start)).findFirst().ifPresent(other -> {
            throw KloigosException.invalid(field, "is " + other.what());
        });
        return new DiskHeader(VolumeFormat.RAW, null);
    }

    private static DiskHeader qcow2(String field, ByteBuffer header) {
        check(header.remaining() >= SHORTEST, field, "is cut off within its qcow2 header");
        int version = header.getInt(VERSION);
        check(version == 2 || version == 3, field, "is qcow2 of version " + version + ", which is not known");
        check(
                header.getLong(BACKING_FILE_OFFSET) == 0,
                field,
                "is an overlay of another file; flatten it first (qemu-img convert)");
        check(header.getInt(ENCRYPTION) == 0, field, "is encrypted; decrypt it first (qemu-img convert)");
        int clusterBits = header.getInt(CLUSTER_BITS);
        check(clusterBits >= 9 && clusterBits <= 21, field, "has a qcow2 header that makes no sense");
        if (version == 3) {
            checkFeatures(field, header);
        }
        long size = header.getLong(VIRTUAL_SIZE);
        check(size > 0 && size <= LARGEST, field, "says that its disk has " + Long.toUnsignedString(size) + " bytes");
        return new DiskHeader(VolumeFormat.QCOW2, size);
    }

    private static void checkFeatures(String field, ByteBuffer header) {
        check(header.remaining() >= INCOMPATIBLE_FEATURES + Long.BYTES, field, "is cut off within its qcow2 header");
        long features = header.getLong(INCOMPATIBLE_FEATURES);
        check(
                (features & EXTERNAL_DATA_FILE) == 0,
                field,
                "keeps its data in another file; flatten it first (qemu-img convert)");
        check((features & CORRUPT) == 0, field, "is marked as corrupt; repair it first (qemu-img check -r all)");
        check((features & ~KNOWN_FEATURES) == 0, field, "needs features of qcow2 that are not known");
    }

    private static void check(boolean holds, String field, String message) {
        if (!holds) {
            throw KloigosException.invalid(field, message);
        }
    }
}
