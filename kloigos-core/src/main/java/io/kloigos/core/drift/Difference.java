package io.kloigos.core.drift;

import org.jspecify.annotations.Nullable;

/**
 * One thing in which a domain is not as wanted. Values are texts, numbers, booleans, maps of texts, or lists of
 * {@link DiskView} or {@link NicView}.
 *
 * @param live as it runs now; null while it does not run, and for what only a definition has
 * @param persistent as it will be from its next start on; null for a domain that has no next start
 */
public record Difference(
        String field,
        @Nullable Object wanted,
        @Nullable Object live,
        @Nullable Object persistent) {
    /** A disk as it is compared: where it is found, and how the guest sees it. */
    public record DiskView(
            String device,
            @Nullable String format,
            @Nullable String source) {}

    /** An interface as it is compared; the MAC address in lower case. */
    public record NicView(@Nullable String network, String mac) {}
}
