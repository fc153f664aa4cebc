package io.kloigos.core.securitygroup;

import io.kloigos.core.Checks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to change of a security group; null leaves as it is. */
public record GroupChange(
        @Nullable String description, @Nullable List<SecurityRule> rules) {
    public GroupChange {
        rules = rules == null ? null : List.copyOf(rules);
        new Checks()
                .optionalText("description", description, 255)
                .that(
                        rules == null || rules.size() <= GroupRequest.MOST_RULES,
                        "rules",
                        "must have at most " + GroupRequest.MOST_RULES + " entries")
                .done();
    }
}
