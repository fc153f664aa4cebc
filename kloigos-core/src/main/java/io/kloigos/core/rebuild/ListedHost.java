package io.kloigos.core.rebuild;

import io.kloigos.core.host.HostMode;
import io.kloigos.core.host.HostRegistration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A host that is to be in the records again.
 *
 * @param createdAt when it was first registered; null when that is not known
 */
public record ListedHost(
        HostRegistration registration,
        HostMode mode,
        @Nullable Instant createdAt) {}
