package io.kloigos.ssh.xml;

import java.util.Locale;

/** libvirt's units of size (virScaleInteger): {@code KB} is 1000, {@code K} and {@code KiB} are 1024. */
final class ByteUnit {
    private static final String PREFIXES = "kmgtpe";

    private ByteUnit() {}

    static long factor(String unit) {
        String lower = unit.toLowerCase(Locale.ROOT);
        int power = lower.isEmpty() ? 0 : PREFIXES.indexOf(lower.charAt(0)) + 1;
        long base = lower.endsWith("b") && !lower.endsWith("ib") ? 1000 : 1024;
        long factor = 1;
        for (int i = 0; i < power; i++) {
            factor *= base;
        }
        return factor;
    }
}
