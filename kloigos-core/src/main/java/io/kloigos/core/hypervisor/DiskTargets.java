package io.kloigos.core.hypervisor;

import java.util.Collection;

/** Names of disks in a guest: {@code vda} to {@code vdz}, then {@code vdaa}. */
public final class DiskTargets {
    /** What such a name looks like. */
    public static final String PATTERN = "(vd|sd|hd)[a-z]{1,2}";

    private static final int LETTERS = 26;

    private DiskTargets() {}

    /** The first name that is not taken. */
    public static String free(String prefix, Collection<String> taken) {
        int index = 0;
        while (taken.contains(prefix + letters(index))) {
            index++;
        }
        return prefix + letters(index);
    }

    private static String letters(int index) {
        String last = String.valueOf((char) ('a' + index % LETTERS));
        return index < LETTERS ? last : letters(index / LETTERS - 1) + last;
    }
}
