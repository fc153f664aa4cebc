package io.kloigos.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.ssh.SshConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A running lab of KVM hosts, as {@code lab/up} describes it.
 *
 * @param index of the host that is measured
 */
record Lab(Path folder, JsonNode description, int index) {
    static Lab running(String name) throws IOException {
        Path folder = Path.of("/run/kloigos-lab", name);
        Path file = folder.resolve("lab.json");
        if (Files.notExists(file)) {
            throw new IllegalArgumentException("There is no lab " + name + ": start one with lab/up 2 --name " + name);
        }
        return new Lab(folder, new ObjectMapper().readTree(file.toFile()), 0);
    }

    /** The same lab with another of its hosts, counted from 0. */
    Lab host(int other) {
        if (!description.path("hosts").has(other)) {
            throw new IllegalArgumentException("The lab has not got " + (other + 1) + " hosts: start it with lab/up 2");
        }
        return new Lab(folder, description, other);
    }

    HostEndpoint endpoint() {
        JsonNode host = description.path("hosts").path(index);
        return new HostEndpoint(
                host.path("name").asText(),
                host.path("address").asText(),
                host.path("port").asInt(),
                user(),
                "qemu:///system",
                host.path("host_key").asText(),
                false);
    }

    HostRegistration registration() {
        return registration(endpoint().address(), endpoint().port());
    }

    /** The same host, found at another place. */
    HostRegistration registration(String address, int port) {
        HostEndpoint host = endpoint();
        return new HostRegistration(
                host.hostId(),
                host.hostId(),
                address,
                port,
                host.user(),
                host.libvirtUri(),
                0,
                0,
                host.hostKey(),
                false,
                List.of(),
                null,
                null);
    }

    String user() {
        return description.path("user").asText();
    }

    SshConfig ssh() {
        return SshConfig.defaults().withKeyFile(key());
    }

    Path key() {
        return Path.of(description.path("key").asText());
    }

    /** For OpenSSH: {@code ssh -F} this. */
    Path sshConfig() {
        return folder.resolve("ssh_config");
    }
}
