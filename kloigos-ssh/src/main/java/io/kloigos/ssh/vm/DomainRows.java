package io.kloigos.ssh.vm;

import java.util.List;

/** The rows of {@code virsh list --uuid --name}: a UUID, which has one width, a blank, and the rest is the name. */
final class DomainRows {
    private static final int UUID_LENGTH = 36;

    private DomainRows() {}

    record Row(String uuid, String name) {}

    static List<Row> read(String list) {
        return list.lines()
                .filter(line -> line.length() > UUID_LENGTH + 1 && line.charAt(UUID_LENGTH) == ' ')
                .map(line -> new Row(line.substring(0, UUID_LENGTH), line.substring(UUID_LENGTH + 1)))
                .toList();
    }
}
