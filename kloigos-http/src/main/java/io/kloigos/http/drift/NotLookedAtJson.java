package io.kloigos.http.drift;

import io.kloigos.core.drift.DriftPage.NotLookedAt;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A host that cannot be seen: of its VMs nobody can say whether they differ. */
@Schema(name = "HostNotLookedAt")
record NotLookedAtJson(
        String hostId,
        Instant since,
        @Nullable Instant observedAt,
        @Nullable String reason) {
    static List<NotLookedAtJson> of(List<NotLookedAt> hosts) {
        return hosts.stream()
                .map(host -> new NotLookedAtJson(host.hostId(), host.since(), host.observedAt(), host.reason()))
                .toList();
    }
}
