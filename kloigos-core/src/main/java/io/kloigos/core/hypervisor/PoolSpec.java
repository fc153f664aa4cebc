package io.kloigos.core.hypervisor;

import io.kloigos.core.Checks;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A storage pool as we want it defined.
 *
 * @param path the folder on the host where its volumes are found; null where the type decides that
 * @param sourceHost the file server of a {@code NETFS} pool
 * @param sourcePath the folder that it exports
 * @param sourceFormat how the server exports it; null for what the host finds out
 * @param sourceName the volume group, or the ZFS pool
 * @param devices block devices of which a volume group is to be built
 */
public record PoolSpec(
        String name,
        Type type,
        @Nullable String path,
        @Nullable String sourceHost,
        @Nullable String sourcePath,
        @Nullable ShareFormat sourceFormat,
        @Nullable String sourceName,
        List<String> devices) {
    private static final Pattern PATH = Pattern.compile("(/[^/\\p{Cntrl}]+)+");
    private static final Pattern DEVICE = Pattern.compile("/dev/[A-Za-z0-9._/-]+");
    private static final int LONGEST_PATH = 1024;

    /** The types of pool that we define. */
    public enum Type {
        DIR,
        NETFS,
        LOGICAL,
        ZFS;

        /** libvirt's word for it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How file servers export folders. */
    public enum ShareFormat {
        NFS,
        GLUSTERFS,
        CIFS;

        /** libvirt's word for it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public PoolSpec {
        boolean folder = type == Type.DIR || type == Type.NETFS;
        Checks checks = new Checks()
                .hostname("name", name)
                .that(name == null || name.length() <= 63, "name", "must have at most 63 characters")
                .that(type != null, "type", "must be one of dir, netfs, logical, zfs")
                .that(path == null || isPath(path), "path", "must be an absolute path without '.' and '..'")
                .that(!folder || path != null, "path", "must be given for a pool of files")
                .that(type != Type.ZFS || path == null, "path", "is not given for a zfs pool");
        checks.that(sourceFormat == null || type == Type.NETFS, "source_format", "is for netfs pools only");
        checkSource(checks, type, sourceHost, sourcePath, sourceName, devices);
        checks.done();
        devices = List.copyOf(devices);
    }

    private static void checkSource(
            Checks checks,
            @Nullable Type type,
            @Nullable String host,
            @Nullable String path,
            @Nullable String name,
            List<String> devices) {
        if (type == Type.NETFS) {
            checks.address("source_host", host)
                    .that(path != null && isPath(path), "source_path", "must be the absolute path that is exported");
        } else {
            checks.that(host == null && path == null, "source_host", "and source_path are for netfs pools only");
        }
        if (type == Type.LOGICAL || type == Type.ZFS) {
            checks.hostname("source_name", name == null ? null : name.replace('/', '_'));
        } else {
            checks.that(name == null, "source_name", "is for logical and zfs pools only");
        }
        checks.that(
                devices.isEmpty() || type == Type.LOGICAL && devices.stream().allMatch(PoolSpec::isDevice),
                "devices",
                "must be block devices such as /dev/sdb, and are for logical pools only");
    }

    private static boolean isPath(String path) {
        return path.length() <= LONGEST_PATH && PATH.matcher(path).matches() && !path.matches(".*/\\.\\.?(/.*)?");
    }

    private static boolean isDevice(String device) {
        return DEVICE.matcher(device).matches() && !device.contains("..");
    }

    /** Where its volumes are found on the host. */
    public String targetPath() {
        return path != null ? path : "/dev/" + sourceName;
    }
}
