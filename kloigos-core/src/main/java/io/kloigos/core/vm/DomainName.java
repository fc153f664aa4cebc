package io.kloigos.core.vm;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a VM is called on its host. A host has each name once, so that the name of one that belongs to a project bears a part
 * of its id: else who asks for a name that is taken would learn of another project's VM.
 */
public final class DomainName {
    private static final int PART = 8;

    private DomainName() {}

    /** @param projectId null for a VM of no project, whose domain is called as it is */
    public static String of(@Nullable String projectId, String name, UUID vmId) {
        return projectId == null ? name : name + suffix(vmId);
    }

    /** The name of the VM whose domain is called so. */
    public static String vmName(String domainName, UUID vmId) {
        String suffix = suffix(vmId);
        boolean bears = domainName.length() > suffix.length() && domainName.endsWith(suffix);
        return bears ? domainName.substring(0, domainName.length() - suffix.length()) : domainName;
    }

    private static String suffix(UUID vmId) {
        return "-" + vmId.toString().substring(0, PART);
    }
}
