package io.kloigos.http.storage;

import io.kloigos.core.Checks;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A volume to make.
 *
 * @param format qcow2 unless told otherwise
 * @param backing name of the volume in the same pool that it is to be an overlay of
 */
@Schema(name = "CreateVolumeRequest")
record CreateVolumeJson(
        @Nullable String name,
        @Nullable Long sizeGb,
        @Nullable Long sizeBytes,
        @Nullable VolumeFormat format,
        @Nullable String backing) {
    CreateVolumeJson {
        Checks checks = new Checks().text("name", name, 200).optionalText("backing", backing, 200);
        VolumeSize.check(checks, sizeGb, sizeBytes);
        checks.that(backing == null || format != VolumeFormat.RAW, "format", "must be qcow2 for an overlay")
                .done();
    }

    VolumeSpec spec(String pool) {
        return new VolumeSpec(
                pool,
                Objects.requireNonNull(name),
                Objects.requireNonNullElse(format, VolumeFormat.QCOW2),
                VolumeSize.bytes(sizeGb, sizeBytes),
                backing);
    }
}
