package io.kloigos.http.storage;

import io.swagger.v3.oas.annotations.media.Schema;

/** A volume and where it is. */
@Schema(name = "HostVolume")
record HostVolumeJson(String hostId, String pool, VolumeJson volume) {}
