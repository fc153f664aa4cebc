package io.kloigos.core.runbook;

import io.kloigos.core.KloigosException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a verb is told, with all names resolved. An argument that is empty counts as not given. */
record Arguments(Map<String, String> values) {
    Arguments {
        values = Map.copyOf(values);
    }

    String text(String name) {
        return find(name).orElseThrow(() -> KloigosException.invalid(name, "must not be empty"));
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
    }

    UUID uuid(String name) {
        try {
            return UUID.fromString(text(name));
        } catch (IllegalArgumentException e) {
            throw KloigosException.invalid(name, "must be a UUID");
        }
    }

    int number(String name, int fallback, int least, int most) {
        return find(name).map(text -> number(name, text, least, most)).orElse(fallback);
    }

    <E extends Enum<E>> E word(String name, Class<E> type) {
        String word = text(name);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> KloigosException.invalid(
                        name,
                        "must be one of "
                                + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT)));
    }

    private static int number(String name, String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw KloigosException.invalid(name, "must be a number between " + least + " and " + most);
    }
}
