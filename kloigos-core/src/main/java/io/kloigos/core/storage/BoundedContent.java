package io.kloigos.core.storage;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.image.DiskHeader;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/**
 * What somebody sends into a volume: no more than fits there, and no disk that stands on another file of the host. When
 * the sender breaks off, reading fails with a sentence.
 */
record BoundedContent(long sizeBytes, InputStream stream) implements Content {
    /** What a qcow2 file may have beside the clusters of its guest. */
    private static final long OVERHEAD = 16 << 20;

    /** Reads the first bytes. {@code INVALID} when they say that this does not belong there. */
    static BoundedContent of(Content content, Volume volume) {
        long most = volume.format().equals("qcow2")
                ? volume.capacityBytes() + volume.capacityBytes() / 64 + OVERHEAD
                : volume.capacityBytes();
        if (content.sizeBytes() > most) {
            throw tooMuch(most);
        }
        try {
            InputStream in = content.open();
            byte[] start = in.readNBytes(DiskHeader.LENGTH);
            if (start.length == 0) {
                throw KloigosException.invalid("content", "must not be empty");
            }
            DiskHeader.read("content", start);
            InputStream whole = new SequenceInputStream(new ByteArrayInputStream(start), in);
            return new BoundedContent(content.sizeBytes(), new Bounded(whole, most, content.sizeBytes()));
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    @Override
    public InputStream open() {
        return stream;
    }

    private static KloigosException tooMuch(long most) {
        return KloigosException.invalid(
                "content", "is more than the " + most + " bytes that fit into the volume: resize it first");
    }

    private static KloigosException brokenOff(IOException e) {
        return new KloigosException(
                ErrorCode.INVALID, "The content broke off: " + e.getMessage() + ". Send all of it again.", e);
    }

    private static final class Bounded extends FilterInputStream {
        private final long most;
        private final long announced;
        private long count;

        Bounded(InputStream in, long most, long announced) {
            super(in);
            this.most = most;
            this.announced = announced;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            try {
                int read = in.read(bytes, offset, length);
                if (read < 0 && announced > count) {
                    throw new IOException((announced - count) + " bytes are missing");
                }
                count += Math.max(read, 0);
                if (count > most) {
                    throw tooMuch(most);
                }
                return read;
            } catch (IOException e) {
                throw brokenOff(e);
            }
        }
    }
}
