package io.kloigos.core;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whose things a caller sees and changes: everybody's, or those of some projects. What is outside of it is, for that
 * caller, not there.
 *
 * @param all whether everybody's; {@code projects} is empty then
 */
public record Scope(boolean all, Set<String> projects) {
    public static final Scope EVERYTHING = new Scope(true, Set.of());
    public static final Scope NOTHING = new Scope(false, Set.of());

    public Scope {
        projects = Set.copyOf(projects);
    }

    /** What belongs to these projects, and nothing else. */
    public static Scope of(Set<String> projects) {
        return new Scope(false, projects);
    }

    /** What of it belongs to that project; all of it for null. */
    public Scope narrowedTo(@Nullable String project) {
        if (project == null) {
            return this;
        }
        return covers(project) ? of(Set.of(project)) : NOTHING;
    }

    /** @param projectId null for what belongs to no project */
    public boolean covers(@Nullable String projectId) {
        return all || (projectId != null && projects.contains(projectId));
    }

    /** {@code NOT_FOUND} for another's project, {@code FORBIDDEN} when none is named by one who needs to. */
    public void checkNew(@Nullable String projectId) {
        if (covers(projectId)) {
            return;
        }
        if (projectId == null) {
            throw new KloigosException(
                    ErrorCode.FORBIDDEN,
                    projects.isEmpty()
                            ? "You may not do this in any project. Ask an admin for a role."
                            : "You may do this in projects only. Name one as project_id: "
                                    + String.join(", ", new TreeSet<>(projects)) + ".");
        }
        throw KloigosException.notFound("project", projectId);
    }

    /** {@code FORBIDDEN} for one who does not deal with everybody's things. */
    public void checkAll(String what) {
        if (!all) {
            throw new KloigosException(
                    ErrorCode.FORBIDDEN, what + " is for those whose role is not only in projects. Ask one of them.");
        }
    }
}
