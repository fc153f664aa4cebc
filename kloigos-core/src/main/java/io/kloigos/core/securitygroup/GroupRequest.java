package io.kloigos.core.securitygroup;

import io.kloigos.core.Checks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A security group to make. */
public record GroupRequest(String name, @Nullable String description, List<SecurityRule> rules) {
    static final int MOST_RULES = 200;

    public GroupRequest {
        rules = List.copyOf(rules);
        new Checks()
                .hostname("name", name)
                .that(name.length() <= 63, "name", "must have at most 63 characters")
                .optionalText("description", description, 255)
                .that(rules.size() <= MOST_RULES, "rules", "must have at most " + MOST_RULES + " entries")
                .done();
    }
}
