package io.kloigos.core.image;

import io.kloigos.core.KloigosException;
import io.kloigos.core.Sha256;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.WebFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An image as it comes, read once. A cut transfer goes on where it was: by a range where the source can, else
 * by passing over what came before, which must be the same. It knows what it read by its SHA-256.
 */
final class Download extends InputStream implements Content, Arrival {
    /** The largest file that is fetched. */
    static final long LARGEST = 4L << 40;

    private static final int MOST_CUTS = 5;
    private static final Duration STALL = Duration.ofSeconds(60);

    private final ImageSource source;
    private final DiskHeader header;
    private final @Nullable WebFile webFile;
    private final @Nullable String validator;
    private final @Nullable Long total;
    private final LongConsumer progress;
    private final MessageDigest digest = Sha256.digest();
    private final StallGuard stalls = new StallGuard(STALL);
    private InputStream in;
    private long count;
    private int cuts;

    private Download(
            ImageSource source, ImageSource.Opened opened, DiskHeader header, byte[] start, LongConsumer progress) {
        this.source = source;
        this.header = header;
        this.webFile = webFile(opened, start);
        this.validator = opened.validator();
        this.total = opened.total();
        this.in = new SequenceInputStream(new ByteArrayInputStream(start), opened.body());
        this.progress = progress;
    }

    /**
     * Begins to fetch. {@code INVALID} when what comes is no disk that can be used as it is.
     *
     * @param progress is told how many bytes have come
     */
    static Download begin(ImageSource source, LongConsumer progress) {
        try {
            ImageSource.Opened opened = source.open(0, null);
            byte[] start = opened.body().readNBytes(DiskHeader.LENGTH);
            if (start.length == 0) {
                throw KloigosException.invalid("source_url", "is empty");
            }
            if (opened.total() != null && opened.total() > LARGEST) {
                throw KloigosException.invalid("source_url", "has more than " + LARGEST + " bytes");
            }
            return new Download(source, opened, DiskHeader.read("source_url", start), start, progress);
        } catch (IOException e) {
            throw source.failed(
                    e instanceof ConnectException
                            ? "cannot be reached from the server"
                            : "cannot be read (" + e.getMessage() + ")");
        }
    }

    /** For a host to fetch: what can be told from other contents, and is not on an address that means another machine there. */
    private static @Nullable WebFile webFile(ImageSource.Opened opened, byte[] start) {
        ImageSource.Place place = opened.place();
        String validator = opened.validator();
        Long total = opened.total();
        return place != null
                        && isElsewhere(place.address())
                        && validator != null
                        && total != null
                        && total > start.length
                ? new WebFile(place.uri(), place.address(), validator, total, Content.of(start))
                : null;
    }

    private static boolean isElsewhere(InetAddress address) {
        return !address.isLoopbackAddress()
                && !address.isAnyLocalAddress()
                && !address.isLinkLocalAddress()
                && !address.isMulticastAddress();
    }

    /** What a host would fetch by itself; empty where it must not try. */
    Optional<WebFile> webFile() {
        return Optional.ofNullable(webFile);
    }

    /** Lets go of the source, until something is read. */
    void pause() throws IOException {
        in.close();
        cuts--;
    }

    DiskHeader header() {
        return header;
    }

    /** The virtual size of its disk; 1 while a raw one of unknown size has not arrived. */
    long virtualSizeBytes() {
        Long told = header.virtualSizeBytes();
        return told != null ? told : Math.max(1, total != null ? total : count);
    }

    @Override
    public long sizeBytes() {
        return total != null ? total : UNKNOWN_SIZE;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public String checksum() {
        return "sha256:" + HexFormat.of().formatHex(copyOf(digest).digest());
    }

    @Override
    public InputStream open() {
        return this;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        while (true) {
            try {
                int read = stalls.read(in, bytes, offset, length);
                if (read < 0 && total != null && count < total) {
                    throw new IOException("it ended " + (total - count) + " bytes early");
                }
                if (read > 0) {
                    take(bytes, offset, read);
                }
                return read;
            } catch (IOException e) {
                resume(e);
            }
        }
    }

    private void take(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
        count += length;
        if (count > LARGEST) {
            throw KloigosException.invalid("source_url", "has more than " + LARGEST + " bytes");
        }
        progress.accept(count);
    }

    private void resume(IOException cause) {
        while (true) {
            if (++cuts > MOST_CUTS) {
                throw source.failed("broke off " + MOST_CUTS + " times (" + cause.getMessage() + ")");
            }
            try {
                in.close();
                ImageSource.Opened opened = source.open(count, validator);
                in = opened.body();
                passOver(opened);
                return;
            } catch (IOException e) {
                cause = e;
            }
        }
    }

    /** Reads again what came before, where the server sends it again. */
    private void passOver(ImageSource.Opened opened) throws IOException {
        if (opened.from() == count) {
            return;
        }
        if (opened.from() != 0) {
            throw source.failed("sent another part than it was asked for");
        }
        MessageDigest again = Sha256.digest();
        byte[] chunk = new byte[1 << 16];
        for (long left = count; left > 0; ) {
            int read = stalls.read(opened.body(), chunk, 0, (int) Math.min(chunk.length, left));
            if (read < 0) {
                throw new IOException("it ended early");
            }
            again.update(chunk, 0, read);
            left -= read;
        }
        if (!Arrays.equals(again.digest(), copyOf(digest).digest())) {
            throw source.failed("broke off and sends another content now");
        }
    }

    private static MessageDigest copyOf(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        stalls.close();
        in.close();
    }
}
