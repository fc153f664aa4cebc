package io.kloigos.core.hypervisor;

import io.kloigos.core.KloigosException;

/** What every adapter refuses as {@code INVALID} before a host hears of it. */
public final class VolumeLimits {
    private static final int LONGEST_NAME = 200;
    private static final long LARGEST = 1L << 50;

    private VolumeLimits() {}

    public static void check(VolumeSpec spec) {
        checkName(spec.name());
        if (spec.capacityBytes() < (spec.backing() == null ? 1 : 0) || spec.capacityBytes() > LARGEST) {
            throw KloigosException.invalid("capacity_bytes", "must be between 1 byte and 1 PiB");
        }
    }

    /** A name is one file name: no folders, no control characters. */
    public static void checkName(String name) {
        boolean printable = name.codePoints()
                .noneMatch(c -> Character.isISOControl(c) || isSurrogate(c) || c > 0xfffd && c < 0x10000);
        if (name.isBlank()
                || name.length() > LONGEST_NAME
                || !printable
                || name.contains("/")
                || name.equals(".")
                || name.equals("..")) {
            throw KloigosException.invalid(
                    "volume",
                    "must be a file name of at most " + LONGEST_NAME
                            + " characters, without '/' and control characters");
        }
    }

    private static boolean isSurrogate(int c) {
        return c >= 0xd800 && c <= 0xdfff;
    }
}
