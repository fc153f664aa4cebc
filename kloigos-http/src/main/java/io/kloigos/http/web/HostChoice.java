package io.kloigos.http.web;

import io.kloigos.core.host.HostService;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that one is chosen from: where there are few, all of them; else the first ones, and the others are found by typing a
 * part of their names.
 *
 * @param first by their ids
 * @param onlyReady whether only hosts are offered that new work may go to
 * @param more whether there are more than the first
 */
public record HostChoice(List<String> first, boolean onlyReady, boolean more) {
    private static final int FEW = 50;

    public HostChoice {
        first = List.copyOf(first);
    }

    public static HostChoice of(HostService hosts) {
        return of(hosts, false);
    }

    /** Of those that new work may go to. */
    public static HostChoice ready(HostService hosts) {
        return of(hosts, true);
    }

    private static HostChoice of(HostService hosts, boolean ready) {
        List<String> found = hosts.ids(ready, FEW + 1);
        return new HostChoice(found.subList(0, Math.min(FEW, found.size())), ready, found.size() > FEW);
    }

    /** The one that was asked for, else the first; null where there is none. {@code NOT_FOUND} where it is no host. */
    public @Nullable String orFirst(@Nullable String asked, HostService hosts) {
        if (asked != null) {
            return hosts.get(asked).hostId();
        }
        return first.isEmpty() ? null : first.get(0);
    }
}
