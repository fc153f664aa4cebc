package io.kloigos.ssh.virsh;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Lines of the form {@code Label: value}, as {@code virsh nodeinfo}, {@code version} and {@code dominfo} print them. */
public record Labelled(Map<String, String> values) {
    public Labelled {
        values = Map.copyOf(values);
    }

    public static Labelled read(String text) {
        return new Labelled(text.lines()
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2)
                .collect(Collectors.toMap(
                        parts -> parts[0].strip().toLowerCase(Locale.ROOT), parts -> parts[1].strip(), (a, b) -> a)));
    }

    public String value(String label) {
        return values.getOrDefault(label.toLowerCase(Locale.ROOT), "");
    }

    /** The number that the value begins with; 0 when there is none. */
    public long number(String label) {
        String digits = value(label).replaceFirst("^(\\d*).*", "$1");
        return digits.isEmpty() ? 0 : Long.parseLong(digits);
    }

    /** The last word: the version in {@code libvirt 9.0.0}. */
    public String lastWord(String label) {
        String value = value(label);
        return value.substring(value.lastIndexOf(' ') + 1);
    }
}
