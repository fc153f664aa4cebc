package io.kloigos.core.search;

/**
 * Something that was found.
 *
 * @param kind {@code vm}, {@code host}, {@code server}, {@code network} or {@code image}
 * @param id what it is reached by
 * @param name what people call it
 * @param detail where it is, or what else tells it from others
 */
public record Hit(String kind, String id, String name, String detail) {}
