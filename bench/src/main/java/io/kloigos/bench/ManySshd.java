package io.kloigos.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * OpenSSH servers of this machine, on as many loopback addresses as hosts are wanted; they let in who has our key. Their
 * home is an empty folder: what this account's shell does when it starts is no host's cost.
 */
final class ManySshd implements AutoCloseable {
    /** An sshd listens on so many addresses at most. */
    private static final int ADDRESSES_EACH = 16;

    private static final int PORT = 10_022;
    private static final Path PRIVILEGE_SEPARATION = Path.of("/run/sshd");

    private final Path folder;
    private final boolean madeFolder;
    private final List<Process> processes = new ArrayList<>();

    private ManySshd(Path folder, boolean madeFolder) {
        this.folder = folder;
        this.madeFolder = madeFolder;
    }

    static ManySshd start(Path folder, int hosts) throws IOException, InterruptedException {
        boolean missing = Files.notExists(PRIVILEGE_SEPARATION);
        if (missing) {
            Files.createDirectory(PRIVILEGE_SEPARATION);
        }
        ManySshd sshd = new ManySshd(Files.createDirectories(folder), missing);
        sshd.makeKey("host");
        sshd.makeKey("user");
        for (int from = 0; from < hosts; from += ADDRESSES_EACH) {
            sshd.launch(from, Math.min(hosts, from + ADDRESSES_EACH));
        }
        return sshd;
    }

    static String address(int host) {
        return "127.1.%d.%d".formatted(host / 250, host % 250 + 1);
    }

    int port() {
        return PORT;
    }

    Path userKey() {
        return folder.resolve("user");
    }

    /** The key that all of them show. */
    String hostKey() throws IOException {
        return Files.readString(folder.resolve("host.pub")).strip();
    }

    /** How often somebody was let in. */
    long logins() throws IOException {
        long logins = 0;
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "*.log")) {
            for (Path log : logs) {
                try (Stream<String> lines = Files.lines(log)) {
                    logins += lines.filter(line -> line.startsWith("Accepted publickey"))
                            .count();
                }
            }
        }
        return logins;
    }

    private void makeKey(String name) throws IOException, InterruptedException {
        Process keygen = new ProcessBuilder(
                        "ssh-keygen",
                        "-q",
                        "-t",
                        "ed25519",
                        "-N",
                        "",
                        "-C",
                        name,
                        "-f",
                        folder.resolve(name).toString())
                .inheritIO()
                .start();
        if (keygen.waitFor() != 0) {
            throw new IOException("ssh-keygen failed");
        }
    }

    private void launch(int from, int to) throws IOException {
        StringBuilder config =
                new StringBuilder("""
                Port %d
                HostKey %s
                AuthorizedKeysFile %s
                StrictModes no
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                PermitRootLogin prohibit-password
                UsePAM no
                UseDNS no
                PidFile none
                MaxStartups 1000
                SetEnv HOME=%s
                """.formatted(PORT, folder.resolve("host"), folder.resolve("user.pub"), folder));
        for (int host = from; host < to; host++) {
            config.append("ListenAddress ").append(address(host)).append('\n');
        }
        Path file = folder.resolve("sshd-" + from + ".conf");
        Files.writeString(file, config);
        processes.add(new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sshd-" + from + ".log").toFile())
                .start());
    }

    @Override
    public void close() throws IOException {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            try {
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (madeFolder) {
            Files.deleteIfExists(PRIVILEGE_SEPARATION);
        }
    }
}
