package io.kloigos.ssh.transport;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills in the tokens of values in an SSH config (ssh_config(5), TOKENS): {@code %%}, {@code %d}, {@code %h}, {@code %n},
 * {@code %p}, {@code %r}, {@code %u}, {@code ~} and {@code ${NAME}}.
 */
record ConfigTokens(Path home, Map<Character, String> values, UnaryOperator<@Nullable String> environment) {
    private static final Pattern TOKEN = Pattern.compile("%(.)|\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    /** Throws {@link IllegalArgumentException} with a sentence about a token that is not known. */
    String fill(String value) {
        StringBuilder filled = new StringBuilder();
        Matcher token = TOKEN.matcher(value);
        while (token.find()) {
            token.appendReplacement(filled, Matcher.quoteReplacement(meaning(token, value)));
        }
        return token.appendTail(filled).toString();
    }

    Path path(String value) {
        String filled = fill(value);
        return filled.startsWith("~/") ? home.resolve(filled.substring(2)) : home.resolve(filled);
    }

    private String meaning(Matcher token, String value) {
        String name = token.group(1);
        String meaning = name == null ? environment.apply(token.group(2)) : values.get(name.charAt(0));
        if (meaning == null) {
            throw new IllegalArgumentException("'" + value + "' uses " + token.group() + ", which has no value here");
        }
        return meaning;
    }
}
