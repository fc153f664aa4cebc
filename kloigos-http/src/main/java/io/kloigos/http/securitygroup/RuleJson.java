package io.kloigos.http.securitygroup;

import io.kloigos.core.Checks;
import io.kloigos.core.hypervisor.FilterRule;
import io.kloigos.core.securitygroup.SecurityRule;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Traffic that is allowed; {@code action} can only be {@code allow}. */
@Schema(name = "SecurityRule")
record RuleJson(
        FilterRule.@Nullable Direction direction,
        FilterRule.@Nullable Protocol protocol,
        @Nullable String ports,
        @Nullable String cidr,
        @Nullable Action action) {
    /** What a rule does. */
    enum Action {
        ALLOW
    }

    RuleJson {
        new Checks()
                .that(direction != null, "rules.direction", "is required: in or out")
                .that(protocol != null, "rules.protocol", "is required: tcp, udp, icmp or all")
                .done();
    }

    static RuleJson of(SecurityRule rule) {
        return new RuleJson(rule.direction(), rule.protocol(), rule.ports(), rule.cidr(), Action.ALLOW);
    }

    SecurityRule rule() {
        return new SecurityRule(Objects.requireNonNull(direction), Objects.requireNonNull(protocol), ports, cidr);
    }
}
