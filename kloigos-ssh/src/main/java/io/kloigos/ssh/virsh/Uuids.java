package io.kloigos.ssh.virsh;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The ids in virsh's {@code --uuid} lists: one a line. */
public final class Uuids {
    private Uuids() {}

    public static Set<String> of(String list) {
        return list.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
