package io.kloigos.core.vm;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.image.Image;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What callers may name who deal with some projects only: images of the catalogue and installation media. Any other volume
 * may be another project's disk, and whoever makes a disk from it or plugs it in can read it.
 */
public final class Own {
    private static final Pattern MEDIUM = Pattern.compile("(?!kloigos-).*\\.iso");

    private Own() {}

    /** {@code FORBIDDEN} when the request names a volume that may be another's. */
    static void check(VmRequest request, Optional<Image> image) {
        String base = request.image();
        if (base != null && image.isEmpty()) {
            throw refused(base, "Name an image of the catalogue (GET /api/v1/images).");
        }
        checkMedium(request.iso());
        request.disks().forEach(disk -> checkVolume(disk.volume()));
    }

    /** {@code FORBIDDEN} for a volume that exists already. */
    public static void checkVolume(@Nullable String volume) {
        if (volume != null) {
            throw refused(volume, "Ask for a new disk with size_gb.");
        }
    }

    /** {@code FORBIDDEN} for anything but an installation medium. */
    public static void checkMedium(@Nullable String volume) {
        if (volume != null && !MEDIUM.matcher(volume).matches()) {
            throw refused(volume, "Name an installation medium, which ends in .iso.");
        }
    }

    private static KloigosException refused(String volume, String instead) {
        return new KloigosException(
                ErrorCode.FORBIDDEN, "Volume " + volume + " may belong to somebody else. " + instead);
    }
}
