package io.kloigos.core.project;

/** What a project is called. */
public record ProjectName(String projectId, String name) {}
