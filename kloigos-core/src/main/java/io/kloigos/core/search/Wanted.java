package io.kloigos.core.search;

import io.kloigos.core.database.Like;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What somebody looks for, and the patterns of {@code like} that find it, with {@code !} before what is meant literally.
 *
 * @param text without spaces at its ends, not empty
 * @param start finds what begins with it as it is written
 * @param part finds what has it, in small letters, somewhere
 */
record Wanted(String text, String start, String part) {
    private static final Pattern OF_ID = Pattern.compile("[0-9a-fA-F][0-9a-fA-F-]{3,35}");
    private static final Pattern OF_ADDRESS = Pattern.compile("[0-9a-fA-F]*[.:][0-9a-fA-F.:]*");
    private static final int LENGTH_OF_ID = 36;

    static Wanted of(String text) {
        return new Wanted(text, Like.start(text), Like.part(text));
    }

    boolean mayBeId() {
        return OF_ID.matcher(text).matches();
    }

    boolean mayBeAddress() {
        return OF_ADDRESS.matcher(text).matches();
    }

    Optional<UUID> id() {
        return mayBeId()
                        && text.length() == LENGTH_OF_ID
                        && text.chars().filter(c -> c == '-').count() == 4
                ? Optional.of(UUID.fromString(text))
                : Optional.empty();
    }
}
