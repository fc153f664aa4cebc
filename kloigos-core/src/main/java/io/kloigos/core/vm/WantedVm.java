package io.kloigos.core.vm;

import io.kloigos.core.project.Usage;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a VM, wherever it runs.
 *
 * @param domainName what it is called on its host
 * @param memoryMb in MiB
 * @param spec null for a VM from before it was kept
 * @param deleteProtected whether it is kept from being deleted
 * @param description what people say about it
 */
public record WantedVm(
        String name,
        String domainName,
        int cpuCores,
        long memoryMb,
        @Nullable String image,
        Map<String, String> labels,
        Map<String, String> annotations,
        @Nullable String projectId,
        @Nullable VmSpec spec,
        boolean deleteProtected,
        @Nullable String description) {
    public WantedVm {
        // one from before there were two names has one
        domainName = Objects.requireNonNullElse(domainName, name);
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /** One that may be deleted, and of which nobody said anything. */
    public WantedVm(
            String name,
            String domainName,
            int cpuCores,
            long memoryMb,
            @Nullable String image,
            Map<String, String> labels,
            Map<String, String> annotations,
            @Nullable String projectId,
            @Nullable VmSpec spec) {
        this(name, domainName, cpuCores, memoryMb, image, labels, annotations, projectId, spec, false, null);
    }

    /** What its disks were asked to hold, in MiB; those of unknown size count nothing. */
    public long storageMb() {
        return spec == null ? 0 : spec.storageMb();
    }

    /** What it takes from its project's quota, but for snapshots. */
    public Usage usage() {
        return Usage.ofVm(cpuCores, memoryMb, storageMb());
    }

    /** The same VM of another project, or of none. */
    public WantedVm withProject(@Nullable String newProjectId) {
        return new WantedVm(
                name,
                domainName,
                cpuCores,
                memoryMb,
                image,
                labels,
                annotations,
                newProjectId,
                spec,
                deleteProtected,
                description);
    }

    public WantedVm withSize(int cores, long mib) {
        return new WantedVm(
                name,
                domainName,
                cores,
                mib,
                image,
                labels,
                annotations,
                projectId,
                spec,
                deleteProtected,
                description);
    }

    public WantedVm withMetadata(Map<String, String> newLabels, Map<String, String> newAnnotations) {
        return new WantedVm(
                name,
                domainName,
                cpuCores,
                memoryMb,
                image,
                newLabels,
                newAnnotations,
                projectId,
                spec,
                deleteProtected,
                description);
    }

    /** The same on disks that were made from another image. */
    public WantedVm withImage(String newImage, VmSpec newSpec) {
        return new WantedVm(
                name,
                domainName,
                cpuCores,
                memoryMb,
                newImage,
                labels,
                annotations,
                projectId,
                newSpec,
                deleteProtected,
                description);
    }

    public WantedVm withSpec(VmSpec newSpec) {
        return new WantedVm(
                name,
                domainName,
                cpuCores,
                memoryMb,
                image,
                labels,
                annotations,
                projectId,
                newSpec,
                deleteProtected,
                description);
    }
}
