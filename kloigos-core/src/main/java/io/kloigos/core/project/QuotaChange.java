package io.kloigos.core.project;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What to change of a quota; null for what stays. */
public record QuotaChange(
        @Nullable Integer cpuCores,
        @Nullable Long memoryMb,
        @Nullable Integer vmLimit,
        @Nullable Long storageGb,
        @Nullable Integer snapshotLimit,
        @Nullable Integer serverLimit) {
    Quota applyTo(Quota quota) {
        return new Quota(
                Objects.requireNonNullElse(cpuCores, quota.cpuCores()),
                Objects.requireNonNullElse(memoryMb, quota.memoryMb()),
                Objects.requireNonNullElse(vmLimit, quota.vmLimit()),
                Objects.requireNonNullElse(storageGb, quota.storageGb()),
                Objects.requireNonNullElse(snapshotLimit, quota.snapshotLimit()),
                Objects.requireNonNullElse(serverLimit, quota.serverLimit()));
    }
}
