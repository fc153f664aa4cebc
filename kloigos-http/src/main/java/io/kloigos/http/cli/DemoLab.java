package io.kloigos.http.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.Caller;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosException;
import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostRegistration;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Three real KVM hosts on this machine, for as long as the demo runs. */
final class DemoLab implements AutoCloseable {
    private static final String NAME = "demo";
    /** The last host is called as examples elsewhere call theirs, so that those can be pasted. */
    private static final Map<String, String> IDS = Map.of("kvm3", "kvm-host-01");

    private static final Path DESCRIPTION = Path.of("/run/kloigos-lab", NAME, "lab.json");
    private static final Caller DEMO = Caller.of("demo");

    private final PrintWriter out;
    private final @Nullable Path scripts;
    private boolean started;

    DemoLab(PrintWriter out) {
        this.out = out;
        String home = System.getenv("KLOIGOS_HOME");
        this.scripts = home == null ? null : Path.of(home, "lab");
    }

    /** Starts the hosts, showing how that goes. False, with the reason said, when there will be none. */
    boolean up() throws IOException, InterruptedException {
        String obstacle = obstacle();
        if (obstacle != null) {
            say("No KVM hosts in this demo: " + obstacle + " The rest runs.");
            return false;
        }
        started = true;
        say("Starting three KVM hosts with lab/up; the first time it installs packages, which takes a minute or two.");
        if (run("install") == 0 && run("up", "3", "--name", NAME, "--subnet", "10.79.0") == 0) {
            return true;
        }
        say("The hosts did not come up, see above. The rest runs.");
        return false;
    }

    Path sshKey() throws IOException {
        return Path.of(description().path("key").asText());
    }

    /** Registers the hosts with their keys and loads the guest image onto each. */
    void introduce(Kloigos engine, URI uri) throws IOException {
        JsonNode lab = description();
        for (JsonNode host : lab.path("hosts")) {
            try {
                introduce(engine, lab, host);
            } catch (KloigosException | CompletionException e) {
                say("Host " + host.path("name").asText() + ": " + e.getMessage());
            }
        }
        say("Make a VM: curl -sd '{\"host_id\":\""
                + lab.path("hosts").path(0).path("name").asText()
                + "\",\"name\":\"first\",\"cpu_cores\":1,\"memory_mb\":128,\"image\":\"guest\"}'"
                + " -H 'Content-Type: application/json' " + uri + "api/v1/vms/provision");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (started) {
            run("down", "--name", NAME);
        }
    }

    private void introduce(Kloigos engine, JsonNode lab, JsonNode node) {
        String name = node.path("name").asText();
        String hostId = IDS.getOrDefault(name, name);
        Host host = engine.hosts().register(DEMO, registration(hostId, lab, node));
        say("Host " + hostId + " is " + host.status().word());
        JsonNode image = lab.path("guest_image");
        if (host.isReachable() && image.isTextual()) {
            engine.images()
                    .load(DEMO, hostId, "guest", "1", Path.of(image.asText()))
                    .result()
                    .join();
            say("Image guest is on " + hostId);
        }
    }

    private static HostRegistration registration(String hostId, JsonNode lab, JsonNode node) {
        return new HostRegistration(
                hostId,
                hostId,
                node.path("address").asText(),
                node.path("port").asInt(),
                lab.path("user").asText(),
                HostRegistration.SYSTEM_URI,
                0,
                0,
                node.path("host_key").asText(),
                false,
                List.of("demo"),
                null);
    }

    private @Nullable String obstacle() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return "they need Linux.";
        }
        if (!"root".equals(System.getProperty("user.name"))) {
            return "network namespaces and mounts need root; run bin/kloigos demo with sudo.";
        }
        return scripts == null || !Files.isExecutable(scripts.resolve("up"))
                ? "lab/up is not there; run the demo with bin/kloigos from a checkout."
                : null;
    }

    private int run(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>();
        command.add(Objects.requireNonNull(scripts).resolve(script).toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private JsonNode description() throws IOException {
        return new ObjectMapper().readTree(DESCRIPTION.toFile());
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
