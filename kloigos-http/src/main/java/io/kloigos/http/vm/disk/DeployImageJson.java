package io.kloigos.http.vm.disk;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The image to put onto a VM, and whether the old disk goes without the trash. */
@Schema(name = "DeployImageRequest")
record DeployImageJson(
        @Nullable String hostId, String image, @Nullable Boolean now) {}
