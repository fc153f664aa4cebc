package io.kloigos.http.storage;

import static java.util.Objects.requireNonNullElse;

import io.kloigos.core.Checks;
import io.kloigos.core.hypervisor.PoolSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A storage pool to make.
 *
 * @param path the folder of its volumes, for dir and netfs
 * @param sourceHost the file server, for netfs
 * @param sourcePath what it exports, for netfs
 * @param sourceFormat how it exports it, for netfs: nfs, glusterfs or cifs; what the host finds out unless told
 * @param sourceName the volume group or ZFS pool, for logical and zfs
 * @param devices block devices to build a volume group of, for logical
 * @param autostart whether it starts with its host; true unless told otherwise
 * @param build whether to make its folder or volume group; true for dir and netfs unless told otherwise
 */
@Schema(name = "CreatePoolRequest")
record CreatePoolJson(
        @Nullable String name,
        PoolSpec.@Nullable Type type,
        @Nullable String path,
        @Nullable String sourceHost,
        @Nullable String sourcePath,
        PoolSpec.@Nullable ShareFormat sourceFormat,
        @Nullable String sourceName,
        @Nullable List<String> devices,
        @Nullable Boolean autostart,
        @Nullable Boolean build) {
    CreatePoolJson {
        new Checks()
                .hostname("name", name)
                .that(type != null, "type", "must be one of dir, netfs, logical, zfs")
                .done();
    }

    PoolSpec spec() {
        return new PoolSpec(
                Objects.requireNonNull(name),
                Objects.requireNonNull(type),
                path,
                sourceHost,
                sourcePath,
                sourceFormat,
                sourceName,
                requireNonNullElse(devices, List.of()));
    }

    boolean starts() {
        return requireNonNullElse(autostart, true);
    }

    boolean builds() {
        return requireNonNullElse(build, type == PoolSpec.Type.DIR || type == PoolSpec.Type.NETFS);
    }
}
