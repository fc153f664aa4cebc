package io.kloigos.ssh.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what an OpenSSH client config (ssh_config(5)) says about one host: {@code Host} blocks with patterns and
 * negation, {@code Include}, {@code Match all}, {@code Match host} and {@code Match originalhost}. A block under any other
 * {@code Match} does not apply: it would ask a program, or things that we do not have.
 */
final class SshConfigFile {
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|([^\\s\"]+)");
    private static final Pattern LINE = Pattern.compile("\\s*([A-Za-z0-9]+)(?:\\s*=\\s*|\\s+)(.*)");
    private static final int DEEPEST = 16;

    private final Path folder;
    private final Path home;
    private final String host;
    private final HostSettings settings = new HostSettings();

    private SshConfigFile(Path folder, Path home, String host) {
        this.folder = folder;
        this.home = home;
        this.host = host;
    }

    /** @param home for {@code ~} in {@code Include} */
    static HostSettings settingsOf(Path file, Path home, String host) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent() == null ? absolute : absolute.getParent();
        SshConfigFile reading = new SshConfigFile(folder, home, host);
        reading.read(absolute, true, 0);
        return reading.settings;
    }

    private void read(Path file, boolean outer, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("Include goes in circles at " + file);
        }
        boolean applies = outer;
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            Matcher parts = LINE.matcher(line);
            if (line.isBlank() || line.strip().startsWith("#") || !parts.matches()) {
                continue;
            }
            List<String> words = words(parts.group(2));
            switch (parts.group(1).toLowerCase(Locale.ROOT)) {
                case "host" -> applies = outer && matches(words, host);
                case "match" -> applies = outer && matchApplies(words);
                case "include" -> include(words, applies, depth);
                default -> {
                    if (applies) {
                        settings.offer(parts.group(1), words);
                    }
                }
            }
        }
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            String quoted = word.group(1);
            if (quoted == null && word.group(2).startsWith("#")) {
                break;
            }
            words.add(quoted == null ? word.group(2) : quoted);
        }
        return words;
    }

    private boolean matchApplies(List<String> words) {
        if (words.size() == 1) {
            return words.get(0).equalsIgnoreCase("all");
        }
        boolean applies = !words.isEmpty();
        for (int i = 0; i + 1 < words.size(); i += 2) {
            List<String> patterns = List.of(words.get(i + 1).split(","));
            applies &= switch (words.get(i).toLowerCase(Locale.ROOT)) {
                case "host" -> matches(patterns, settings.first("hostname").orElse(host));
                case "originalhost" -> matches(patterns, host);
                default -> false;
            };
        }
        return applies && words.size() % 2 == 0;
    }

    private void include(List<String> words, boolean applies, int depth) throws IOException {
        for (String word : words) {
            Path pattern = folder.resolve(word.startsWith("~/") ? home + word.substring(1) : word);
            for (Path file : files(pattern)) {
                read(file, applies, depth + 1);
            }
        }
    }

    private static List<Path> files(Path pattern) throws IOException {
        Path parent = pattern.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            return List.of();
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, String.valueOf(pattern.getFileName()))) {
            found.forEach(files::add);
        }
        files.removeIf(file -> !Files.isRegularFile(file));
        files.sort(null);
        return files;
    }

    /** A negated pattern that fits rules the whole line out. */
    private static boolean matches(List<String> patterns, String name) {
        boolean found = false;
        for (String pattern : patterns) {
            boolean negated = pattern.startsWith("!");
            if (glob(negated ? pattern.substring(1) : pattern).matcher(name).matches()) {
                if (negated) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    private static Pattern glob(String pattern) {
        String quoted = Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        return Pattern.compile(quoted, Pattern.CASE_INSENSITIVE);
    }
}
