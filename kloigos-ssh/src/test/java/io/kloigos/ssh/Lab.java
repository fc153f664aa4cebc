package io.kloigos.ssh;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.kloigos.core.hypervisor.HostEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The running lab of real KVM hosts ({@code lab/up}); a test that needs it fails without it. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Lab(String name, String subnet, String user, Path key, Path guestImage, List<Host> hosts) {
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Host(String name, String address, int port, String hostKey, String hostUuid, long pid) {}

    public static Lab running() {
        Path file = folder().resolve("lab.json");
        if (!Files.exists(file)) {
            throw new AssertionError("There is no lab at " + file + ": start one with lab/up 2, or name it with"
                    + " -Dkloigos.lab=NAME.");
        }
        try {
            return new ObjectMapper()
                    .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .readValue(file.toFile(), Lab.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path sshConfig() {
        return folder().resolve("ssh_config");
    }

    private static Path folder() {
        return Path.of("/run/kloigos-lab", System.getProperty("kloigos.lab", "lab"));
    }

    public HostEndpoint endpoint(int index) {
        Host host = hosts.get(index);
        return new HostEndpoint(
                host.name(), host.address(), host.port(), user, "qemu:///system", host.hostKey(), false);
    }

    /** Where the hosts find this machine. */
    public InetAddress gateway() {
        try {
            return InetAddress.getByName(subnet + ".1");
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    public SshConfig config() {
        return SshConfig.defaults().withKeyFile(key);
    }

    /** Runs a shell script on the host through OpenSSH, as a second pair of eyes. */
    public String ssh(int index, String script) {
        return run(
                "ssh",
                "-F",
                folder().resolve("ssh_config").toString(),
                hosts.get(index).name(),
                script);
    }

    /** Runs a shell script inside the host as root, without its sshd. */
    public String root(int index, String script) {
        String pid = String.valueOf(hosts.get(index).pid());
        return run(
                "nsenter",
                "--target",
                pid,
                "--mount",
                "--uts",
                "--ipc",
                "--net",
                "--pid",
                "--root",
                "--wd",
                "--",
                "env",
                "-i",
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "HOME=/root",
                "sh",
                "-c",
                script);
    }

    public static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
