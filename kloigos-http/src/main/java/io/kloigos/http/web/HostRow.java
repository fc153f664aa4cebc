package io.kloigos.http.web;

import io.kloigos.core.host.Host;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** A host as a row of a page; text only, an empty one for nothing. */
public record HostRow(
        String hostId,
        String name,
        String address,
        String status,
        String reason,
        int cpuCores,
        long memoryMb,
        String age) {
    static List<HostRow> of(List<Host> hosts, Instant now) {
        return hosts.stream().map(host -> of(host, now)).toList();
    }

    private static HostRow of(Host host, Instant now) {
        return new HostRow(
                host.hostId(),
                host.name(),
                host.address(),
                host.status().word(),
                Objects.requireNonNullElse(host.reason(), ""),
                host.cpuCores(),
                host.memoryMb(),
                host.observedAt() == null ? "never" : Ages.between(host.observedAt(), now) + " ago");
    }
}
