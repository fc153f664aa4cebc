package io.kloigos.http.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.vm.VmDisks;

/** What callers say becomes of disks that a VM loses. */
public final class DisksFate {
    private DisksFate() {}

    /** @param keepName the field that keeps them, for the message when they are to be kept and deleted */
    public static VmDisks of(String keepName, boolean keep, boolean now) {
        if (keep && now) {
            throw KloigosException.invalid(
                    "now", "deletes the disks that " + keepName + " keeps: leave out one of them");
        }
        return keep ? VmDisks.KEEP : now ? VmDisks.DELETE : VmDisks.TRASH;
    }
}
