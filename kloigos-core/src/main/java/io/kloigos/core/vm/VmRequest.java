package io.kloigos.core.vm;

import io.kloigos.core.Checks;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A VM to be made.
 *
 * @param name unique on its host: 1 to 63 letters, digits, {@code . _ -}
 * @param memoryMb in MiB
 * @param image a catalogued image ({@code name}, {@code name:version} or {@code name@version}), or a volume in the host's default pool
 * @param network the libvirt network that its first interface is on
 * @param diskSizeGb size of its disk in GiB; null for the image's own
 * @param sshKeys OpenSSH public key lines for the guest's default user
 * @param userData a cloud-init document that replaces ours; null for ours
 */
public record VmRequest(
        String hostId,
        String name,
        int cpuCores,
        long memoryMb,
        String image,
        String network,
        @Nullable Integer diskSizeGb,
        List<String> sshKeys,
        @Nullable String userData,
        Map<String, String> labels,
        @Nullable String projectId,
        boolean start) {
    /** The network that a host has from its installation on. */
    public static final String DEFAULT_NETWORK = "default";

    static final int MOST_CORES = 4096;
    static final long LEAST_MEMORY_MB = 16;
    static final long MOST_MEMORY_MB = 64L << 20;
    private static final int MOST_DISK_GB = 64 << 10;
    private static final int LONGEST_USER_DATA = 64 << 10;
    private static final Pattern SSH_KEY = Pattern.compile("[A-Za-z0-9@.-]+ [A-Za-z0-9+/]+={0,3}( [^\\p{Cntrl}]*)?");

    public VmRequest {
        new Checks()
                .hostname("host_id", hostId)
                .hostname("name", name)
                .that(name == null || name.length() <= 63, "name", "must have at most 63 characters")
                .range("cpu_cores", cpuCores, 1, MOST_CORES)
                .range("memory_mb", memoryMb, LEAST_MEMORY_MB, MOST_MEMORY_MB)
                .imageReference("image", image)
                .hostname("network", network)
                .range("disk_size_gb", diskSizeGb == null ? 1 : diskSizeGb, 1, MOST_DISK_GB)
                .that(sshKeys.size() <= 100, "ssh_keys", "must have at most 100 entries")
                .that(
                        sshKeys.stream()
                                .allMatch(k -> k != null
                                        && k.length() <= 8192
                                        && SSH_KEY.matcher(k.strip()).matches()),
                        "ssh_keys",
                        "must be OpenSSH public key lines, such as ssh-ed25519 AAAA… name")
                .that(
                        userData == null || userData.length() <= LONGEST_USER_DATA,
                        "user_data",
                        "must have at most " + LONGEST_USER_DATA + " characters")
                .labels("labels", labels)
                .optionalText("project_id", projectId, 64)
                .done();
        sshKeys = sshKeys.stream().map(String::strip).toList();
        labels = Map.copyOf(labels);
    }
}
