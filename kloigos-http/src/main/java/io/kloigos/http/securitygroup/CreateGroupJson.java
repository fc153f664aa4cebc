package io.kloigos.http.securitygroup;

import static java.util.Objects.requireNonNullElse;

import io.kloigos.core.securitygroup.GroupRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A security group to make; {@code name} must be sent. */
@Schema(name = "CreateSecurityGroupRequest")
record CreateGroupJson(
        @Nullable String name,
        @Nullable String description,
        @Nullable List<RuleJson> rules) {
    GroupRequest request() {
        return new GroupRequest(
                requireNonNullElse(name, ""),
                description,
                requireNonNullElse(rules, List.<RuleJson>of()).stream()
                        .map(RuleJson::rule)
                        .toList());
    }
}
