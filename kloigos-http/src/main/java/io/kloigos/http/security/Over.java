package io.kloigos.http.security;

/** Whose things a resource method deals with, which says whether a role in a project is enough to call it. */
public enum Over {
    /** Everybody's: only a role that is not in a project will do. */
    EVERYTHING,
    /** Those that the caller may see or make; the method, or what it calls, keeps to the caller's scope. */
    OWN,
    /** The VM that the path names as {@code vm_id}: a role in its project will do. */
    VM,
    /** The task that the path names as {@code task_id}: a role in the project of what it is done to will do. */
    TASK,
    /** The project that the path names as {@code project_id}. */
    PROJECT,
    /** What all projects share, such as images: a role in any of them will do. */
    SHARED,
    /** The caller's own account: any user may call it. */
    ACCOUNT
}
