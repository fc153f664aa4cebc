package io.kloigos.http.image;

import io.swagger.v3.oas.annotations.media.Schema;

/** An image and the host that has got it. */
@Schema(name = "HostImage")
record HostImageJson(String hostId, ImageJson image) {}
