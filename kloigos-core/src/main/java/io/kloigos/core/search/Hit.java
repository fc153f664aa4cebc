package io.kloigos.core.search;

/**
 * Something that was found.
 *
 * @param id what it is reached by
 * @param name what people call it
 * @param place the host that it is reached on; empty where the id is enough
 * @param detail where it is, or what else tells it from others
 */
public record Hit(Kind kind, String id, String name, String place, String detail) {}
