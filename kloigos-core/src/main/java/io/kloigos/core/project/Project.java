package io.kloigos.core.project;

import io.kloigos.core.Checks;
import java.time.Instant;

/**
 * A project.
 *
 * @param projectId 1 to 64 letters, digits, {@code . _ -}; never changes
 * @param name unique
 * @param used what it has now, with what it was promised and is being made
 */
public record Project(String projectId, String name, String description, Quota quota, Instant createdAt, Usage used) {
    public Project {
        new Checks()
                .hostname("project_id", projectId)
                .that(projectId.length() <= 64, "project_id", "must have at most 64 characters")
                .text("name", name, 255)
                .that(description.length() <= 1024, "description", "must have at most 1024 characters")
                .done();
    }

    /** What events about a project name. */
    public static String target(String projectId) {
        return "project:" + projectId;
    }
}
