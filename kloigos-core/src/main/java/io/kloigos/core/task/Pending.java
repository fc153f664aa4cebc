package io.kloigos.core.task;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Work that has been accepted and goes on by itself.
 *
 * @param result completes with what the work was for, or with the {@link io.kloigos.core.KloigosException} of its failure;
 *     nobody needs to wait for it
 */
public record Pending<T>(UUID taskId, CompletableFuture<T> result) {}
