package io.kloigos.core.image;

import io.kloigos.core.Checks;
import io.kloigos.core.hypervisor.VolumeFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An image to be fetched from a URL, or to be made of a volume.
 *
 * @param sourceUrl http or https, or {@code volume:POOL/NAME} of one on that host
 * @param checksum {@code sha256:…}, or the hexadecimal digits alone; null when nobody knows it
 * @param format what it must be; null for whatever it is
 * @param osName what it holds, in whatever words
 */
public record ImportRequest(
        String hostId,
        String name,
        String version,
        String sourceUrl,
        @Nullable String checksum,
        @Nullable VolumeFormat format,
        @Nullable String osName,
        @Nullable String osVersion) {
    private static final Pattern CHECKSUM = Pattern.compile("sha256:[0-9a-f]{64}");

    public ImportRequest {
        checksum = checksum == null ? null : prefixed(checksum.strip().toLowerCase(Locale.ROOT));
        new Checks()
                .hostname("host_id", hostId)
                .hostname("name", name)
                .hostname("version", version)
                .that(version == null || version.length() <= 64, "version", "must have at most 64 characters")
                .text("source_url", sourceUrl, 2048)
                .that(
                        checksum == null || CHECKSUM.matcher(checksum).matches(),
                        "checksum",
                        "must be sha256: and 64 hexadecimal digits")
                .optionalText("os.name", osName, 64)
                .optionalText("os.version", osVersion, 64)
                .done();
        if (VolumeSource.isMeantBy(sourceUrl)) {
            VolumeSource.parse("source_url", sourceUrl);
        } else {
            UrlSource.check("source_url", sourceUrl);
        }
    }

    private static String prefixed(String checksum) {
        return checksum.matches("[0-9a-f]{64}") ? "sha256:" + checksum : checksum;
    }
}
