package io.kloigos.core.task;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a task would make of things, for whoever decides whether it may; null and empty where it leaves them as they are.
 *
 * @param projectId the project that the thing will belong to
 * @param image the image that it uses or loads
 * @param networks that a VM is put on
 * @param labels all that the VM will have
 */
public record Proposal(
        @Nullable String projectId,
        @Nullable String name,
        @Nullable Integer cpuCores,
        @Nullable Long memoryMb,
        @Nullable String image,
        List<String> networks,
        @Nullable Map<String, String> labels) {
    public static final Proposal NOTHING = new Proposal(null, null, null, null, null, List.of(), null);

    public Proposal {
        networks = List.copyOf(networks);
        labels = labels == null ? null : Map.copyOf(labels);
    }

    /** A name and nothing else. */
    public static Proposal named(String name) {
        return new Proposal(null, name, null, null, null, List.of(), null);
    }

    /** An image that is brought onto a host. */
    public static Proposal ofImage(String image) {
        return new Proposal(null, image, null, null, image, List.of(), null);
    }

    /** Parameters of tasks that tell what they would make of things. */
    public interface Source {
        Proposal proposal();

        /** What is done, in the words of policies; the task's type unless it says more. */
        default String verb(String taskType) {
            return taskType;
        }
    }
}
