package io.kloigos.http.securitygroup;

import io.kloigos.core.securitygroup.GroupChange;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to change of a security group; what is not sent stays, and rules are sent all together. */
@Schema(name = "ChangeSecurityGroupRequest")
record ChangeGroupJson(
        @Nullable String description, @Nullable List<RuleJson> rules) {
    GroupChange change() {
        return new GroupChange(
                description,
                rules == null ? null : rules.stream().map(RuleJson::rule).toList());
    }
}
