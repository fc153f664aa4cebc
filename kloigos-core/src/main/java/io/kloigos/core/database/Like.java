package io.kloigos.core.database;

import java.util.Locale;

/** Patterns of {@code like … escape '!'}, in which {@code !} stands before what is meant literally. */
public final class Like {
    private Like() {}

    /** Finds what begins with the text as it is written. */
    public static String start(String text) {
        return literally(text) + "%";
    }

    /** Finds what has the text, in small letters, somewhere. */
    public static String part(String text) {
        return "%" + literally(text.toLowerCase(Locale.ROOT)) + "%";
    }

    private static String literally(String text) {
        return text.replaceAll("[!%_]", "!$0");
    }
}
