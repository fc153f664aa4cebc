package io.kloigos.core.event;

import java.time.Instant;

/** How many events there were from some time on, until the next such time. */
public record EventCount(Instant from, long events) {}
