package io.kloigos.core.vm;

import io.kloigos.core.Checks;
import io.kloigos.core.hypervisor.DomainLimits;
import io.kloigos.core.hypervisor.Hardware;
import io.kloigos.core.vm.placement.Need;
import io.kloigos.core.vm.placement.PlacementRule;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A VM to be made.
 *
 * @param hostId its host, or {@link #AUTO} to have it placed
 * @param name unique on its host: 1 to 63 letters, digits, {@code . _ -}
 * @param memoryMb in MiB
 * @param image a catalogued image ({@code name}, {@code name:version} or {@code name@version}), or a volume in the host's
 *     default pool, that its first disk is made from; null for an
 *     empty first disk, or for none
 * @param diskSizeGb size of its first disk in GiB; null for the image's own
 * @param iso a volume in the host's default pool that is in its drive when it first starts; null for none
 * @param disks its further disks
 * @param nics its interfaces
 * @param sshKeys OpenSSH public key lines for the guest's default user
 * @param userData a cloud-init document that replaces ours; null for ours
 * @param numaNode the NUMA cell of the host on which it is kept; null for no particular one
 * @param hardware what its machine is like, but for where it is kept
 * @param autostart whether it starts with its host
 * @param start whether it is started once it is there
 * @param placement where it may go when no host is named
 */
public record VmRequest(
        String hostId,
        String name,
        int cpuCores,
        long memoryMb,
        @Nullable String image,
        @Nullable Integer diskSizeGb,
        @Nullable String iso,
        List<DiskRequest> disks,
        List<NicRequest> nics,
        List<String> sshKeys,
        @Nullable String userData,
        Map<String, String> labels,
        Map<String, String> annotations,
        @Nullable String projectId,
        @Nullable Integer numaNode,
        Hardware hardware,
        boolean autostart,
        boolean start,
        PlacementRule placement) {
    /** In place of a host: one is chosen. */
    public static final String AUTO = "auto";

    /** The network that a host has from its installation on. */
    public static final String DEFAULT_NETWORK = "default";

    static final int MOST_CORES = 4096;
    static final long LEAST_MEMORY_MB = 16;
    static final long MOST_MEMORY_MB = 64L << 20;
    private static final int MOST_DISKS = 16;
    private static final int MOST_NICS = 16;
    private static final int LONGEST_USER_DATA = 64 << 10;
    private static final Pattern SSH_KEY = Pattern.compile("[A-Za-z0-9@.-]+ [A-Za-z0-9+/]+={0,3}( [^\\p{Cntrl}]*)?");
    private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*([:@][A-Za-z0-9][A-Za-z0-9._-]*)?");

    public VmRequest {
        new Checks()
                .hostname("host_id", hostId)
                .hostname("name", name)
                .that(name == null || name.length() <= 63, "name", "must have at most 63 characters")
                .range("cpu_cores", cpuCores, 1, MOST_CORES)
                .range("memory_mb", memoryMb, LEAST_MEMORY_MB, MOST_MEMORY_MB)
                .that(
                        image == null
                                || image.length() <= 255 && IMAGE.matcher(image).matches(),
                        "image",
                        "must be the name of an image, or name:version, or of a volume")
                .that(
                        image != null || diskSizeGb != null || iso != null,
                        "image",
                        "must be given, or else disk_size_gb for an empty disk, or iso")
                .optionalText("iso", iso, 255)
                .range("disk_size_gb", diskSizeGb == null ? 1 : diskSizeGb, 1, DiskRequest.MOST_GB)
                .that(disks.size() <= MOST_DISKS, "disks", "must have at most " + MOST_DISKS + " entries")
                .that(nics.size() <= MOST_NICS, "networks", "must have at most " + MOST_NICS + " entries")
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
                .labels("annotations", annotations)
                .optionalText("project_id", projectId, 64)
                .all(DomainLimits.hardware(cpuCores, memoryMb, hardware))
                .range("numa_node", numaNode == null ? 0 : numaNode, 0, 1023)
                .done();
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
        sshKeys = sshKeys.stream().map(String::strip).toList();
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /** One disk, one interface, and everything else as the host thinks best. */
    public VmRequest(
            String hostId,
            String name,
            int cpuCores,
            long memoryMb,
            @Nullable String image,
            String network,
            @Nullable Integer diskSizeGb,
            List<String> sshKeys,
            @Nullable String userData,
            Map<String, String> labels,
            @Nullable String projectId,
            boolean start) {
        this(
                hostId,
                name,
                cpuCores,
                memoryMb,
                image,
                diskSizeGb,
                null,
                List.of(),
                List.of(NicRequest.on(network)),
                sshKeys,
                userData,
                labels,
                Map.of(),
                projectId,
                null,
                Hardware.ANY,
                false,
                start,
                PlacementRule.SPREAD);
    }

    /** The same on that host. */
    VmRequest on(String host) {
        return with(host, name, projectId);
    }

    /** The same under another name. */
    public VmRequest named(String newName) {
        return with(hostId, newName, projectId);
    }

    /** The same for that project; null leaves its own. */
    public VmRequest forProject(@Nullable String newProjectId) {
        return with(hostId, name, newProjectId == null ? projectId : newProjectId);
    }

    private VmRequest with(String host, String newName, @Nullable String newProjectId) {
        return new VmRequest(
                host,
                newName,
                cpuCores,
                memoryMb,
                image,
                diskSizeGb,
                iso,
                disks,
                nics,
                sshKeys,
                userData,
                labels,
                annotations,
                newProjectId,
                numaNode,
                hardware,
                autostart,
                start,
                placement);
    }

    /** What it needs of its host. */
    public Need need() {
        return new Need(
                name,
                projectId,
                cpuCores,
                memoryMb,
                image,
                nics.stream().map(NicRequest::network).toList(),
                numaNode,
                placement);
    }

    boolean isToBePlaced() {
        return hostId.equals(AUTO);
    }

    /** Whether it has a first disk, made from its image or empty. */
    boolean hasRoot() {
        return image != null || diskSizeGb != null;
    }

    /** Whether it reads something at its first boot: what was made from an image does, what is installed need not. */
    boolean hasSeed() {
        return image != null || userData != null || !sshKeys.isEmpty();
    }
}
