package io.kloigos.ssh.storage;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names in {@code virsh vol-list}. virsh has no form of it other than a table of name and path; names may hold
 * anything, spaces included. In a pool of files the path is the pool's folder and the name, so that a row can be read in
 * one way only; other pools (LVM, disks) have names without runs of spaces. Characters that the
 * locale cannot print stand as {@code \xNN} in it (libvirt: vshTableSafeEncode).
 */
final class VolumeRows {
    private static final Pattern COLUMNS = Pattern.compile("^(.+?) {2,}(\\S.*)$");

    private VolumeRows() {}

    static List<String> names(String table, String poolPath) {
        return table.lines()
                .map(String::strip)
                .filter(row -> !row.isEmpty())
                .map(VolumeRows::decode)
                .flatMap(row -> inFolder(row, poolPath).or(() -> byColumns(row)).stream())
                .toList();
    }

    private static String decode(String row) {
        byte[] bytes = row.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            boolean escape = bytes[i] == '\\'
                    && i + 3 < bytes.length
                    && bytes[i + 1] == 'x'
                    && Character.digit(bytes[i + 2], 16) >= 0
                    && Character.digit(bytes[i + 3], 16) >= 0;
            bytes[length++] = escape
                    ? (byte) (Character.digit(bytes[i + 2], 16) << 4 | Character.digit(bytes[i + 3], 16))
                    : bytes[i];
            i += escape ? 3 : 0;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static Optional<String> inFolder(String row, String poolPath) {
        if (poolPath.isEmpty()) {
            return Optional.empty();
        }
        String folder = poolPath.endsWith("/") ? poolPath : poolPath + "/";
        for (int at = row.indexOf(folder); at >= 0; at = row.indexOf(folder, at + 1)) {
            String name = row.substring(at + folder.length());
            if (!name.isEmpty() && row.substring(0, at).stripTrailing().equals(name)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> byColumns(String row) {
        Matcher columns = COLUMNS.matcher(row);
        return columns.matches() ? Optional.of(columns.group(1)) : Optional.empty();
    }
}
