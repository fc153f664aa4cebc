package io.kloigos.ssh.virsh;

import io.kloigos.core.hypervisor.WebFile;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that a host fetches into a volume with curl and virsh ({@link RemoteShell#FETCH}). Whatever is set up on the host
 * for curl counts for nothing, and it goes nowhere but to the file's address, once.
 */
public record HostFetch(String pool, String volume, WebFile file) {
    /** The head of the last answer, how many bytes came, and how curl, sha256sum and virsh ended: ours stands last. */
    private static final Pattern SAID = Pattern.compile(
            "(?s)(?:.*\\n)?HTTP/\\S+ (\\d+)([^\\n]*\\n.*)\\nsize (\\d+)\\nexit 0\\n([0-9a-f]{64})  -\\nstored 0\\n");

    private static final String TOO_LARGE = "curl: (63)";
    private static final int PARTIAL_CONTENT = 206;

    /** @param silence how long the server may send nothing */
    List<String> words(String libvirtUri, Duration silence) {
        List<String> words = new ArrayList<>(List.of(
                libvirtUri,
                pool,
                volume,
                String.valueOf(file.sizeBytes()),
                String.valueOf(file.start().sizeBytes())));
        words.addAll(curl(silence));
        return words;
    }

    private List<String> curl(Duration silence) {
        return List.of(
                "--globoff",
                "--path-as-is",
                "--proto",
                "=" + file.uri().getScheme().toLowerCase(Locale.ROOT),
                "--noproxy",
                "*",
                "--connect-to",
                "::" + literal(file.address()) + ":" + file.port(),
                "--connect-timeout",
                "10",
                "--speed-limit",
                "1",
                "--speed-time",
                String.valueOf(silence.toSeconds()),
                "--fail",
                "--progress-bar",
                "--range",
                file.start().sizeBytes() + "-",
                "--header",
                "If-Range: " + file.validator(),
                "--max-filesize",
                String.valueOf(file.restBytes()),
                "--dump-header",
                "-",
                "--write-out",
                "\\nsize %{size_download}\\n",
                "--output",
                "/dev/fd/5",
                "--url",
                file.uri().toASCIIString());
    }

    private static String literal(InetAddress address) {
        return address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
    }

    /** As one would type it on the host; the file's start stands on its stdin, which stays open. */
    ShellCommand shown(String libvirtUri, Duration silence) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", RemoteShell.FETCH, "fetch"));
        words.addAll(words(libvirtUri, silence));
        return new ShellCommand(words);
    }

    /** The SHA-256 of all, in hex, as output; or why it is not there, as an error. */
    VirshReply outcome(VirshReply reply) {
        Matcher said = SAID.matcher(reply.out().replace("\r", ""));
        if (said.matches()
                && Integer.parseInt(said.group(1)) == PARTIAL_CONTENT
                && said.group(3).equals(String.valueOf(file.restBytes()))
                && isTheRest(said.group(2))) {
            return new VirshReply(said.group(4), "");
        }
        return new VirshReply("", "error: the host could not fetch it: " + why(reply.err()));
    }

    private static String why(String err) {
        if (err.contains(TOO_LARGE)) {
            return "the source sends all of it instead of the rest, or has changed.";
        }
        return err.isBlank() ? "what came is not the rest of what the server has seen." : VirshErrors.sentence(err);
    }

    private boolean isTheRest(String head) {
        List<String> lines = head.lines().map(String::strip).toList();
        String range = "bytes " + file.start().sizeBytes() + "-" + (file.sizeBytes() - 1) + "/" + file.sizeBytes();
        return has(lines, "Content-Range", range)
                && (has(lines, "ETag", file.validator()) || has(lines, "Last-Modified", file.validator()));
    }

    private static boolean has(List<String> lines, String name, String value) {
        return lines.stream().anyMatch(line -> {
            String[] field = line.split(":", 2);
            return field.length == 2
                    && field[0].equalsIgnoreCase(name)
                    && field[1].strip().equals(value);
        });
    }
}
