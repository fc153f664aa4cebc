package io.kloigos.core.image;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.StorageOfHost;
import io.kloigos.core.hypervisor.VolumeLimits;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A volume on the host that is to have the image, as {@code volume:POOL/NAME} says. */
record VolumeSource(String pool, String volume) {
    private static final String SCHEME = "volume:";
    private static final Pattern SOURCE = Pattern.compile(SCHEME + "([^/]{1,255})/(.+)");

    static boolean isMeantBy(String sourceUrl) {
        return sourceUrl.startsWith(SCHEME);
    }

    /** {@code INVALID} unless it names a volume. */
    static VolumeSource parse(String field, String sourceUrl) {
        Matcher source = SOURCE.matcher(sourceUrl);
        if (!source.matches()) {
            throw KloigosException.invalid(field, "must be volume:POOL/NAME, of a volume on that host");
        }
        VolumeLimits.checkName(source.group(2));
        return new VolumeSource(source.group(1), source.group(2));
    }

    String place() {
        return pool + "/" + volume;
    }

    /** Its content, always the whole. */
    ImageSource in(StorageOfHost storage) {
        return new ImageSource() {
            @Override
            public Opened open(long from, @Nullable String validator) throws IOException {
                Content content = storage.content(pool, volume);
                Long size = content.sizeBytes() == Content.UNKNOWN_SIZE ? null : (Long) content.sizeBytes();
                return new Opened(null, content.open(), 0, size, null);
            }

            @Override
            public KloigosException failed(String what) {
                return new KloigosException(
                        ErrorCode.CONFLICT, "Volume " + place() + " " + what + ": it becomes no image.");
            }
        };
    }
}
