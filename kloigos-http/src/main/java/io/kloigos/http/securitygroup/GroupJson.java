package io.kloigos.http.securitygroup;

import io.kloigos.core.securitygroup.SecurityGroup;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A security group on the wire, with the VMs that are in it. */
@Schema(name = "SecurityGroup")
record GroupJson(
        UUID groupId,
        String name,
        @Nullable String description,
        List<RuleJson> rules,
        List<String> vms,
        Instant createdAt) {
    static GroupJson of(SecurityGroup group) {
        return new GroupJson(
                group.groupId(),
                group.name(),
                group.description(),
                group.rules().stream().map(RuleJson::of).toList(),
                group.vms(),
                group.createdAt());
    }
}
