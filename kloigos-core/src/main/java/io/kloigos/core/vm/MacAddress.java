package io.kloigos.core.vm;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** A VM's own MAC addresses: always the same, in the range that QEMU guests use. */
public final class MacAddress {
    private MacAddress() {}

    public static String of(UUID vmId) {
        return of(vmId, 0);
    }

    /** @param number 0 for its first interface */
    public static String of(UUID vmId, int number) {
        String text = number == 0 ? vmId.toString() : vmId + "/" + number;
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return "52:54:00:%02x:%02x:%02x".formatted(hash[0], hash[1], hash[2]);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
