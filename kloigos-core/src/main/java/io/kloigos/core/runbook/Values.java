package io.kloigos.core.runbook;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts that name values as {@code ${name}}. */
final class Values {
    private static final Pattern NAME = Pattern.compile("\\$\\{([^}]*)}");

    private Values() {}

    /** The names that a text names. */
    static Set<String> namesIn(String text) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = NAME.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    /** The text with each name replaced by its value. */
    static String resolve(String text, UnaryOperator<String> values) {
        return NAME.matcher(text).replaceAll(name -> Matcher.quoteReplacement(values.apply(name.group(1))));
    }
}
