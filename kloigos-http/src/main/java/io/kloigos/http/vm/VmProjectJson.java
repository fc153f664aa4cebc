package io.kloigos.http.vm;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The project that a VM is to belong to; none when {@code project_id} is null. */
@Schema(name = "VmProjectRequest")
record VmProjectJson(@Nullable String hostId, @Nullable String projectId) {}
