package io.kloigos.bench;

import io.kloigos.core.hypervisor.DomainSpec;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.ssh.SshHypervisors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Yardstick P2: the state of one VM, asked through the Java API and by other ways, in turns. */
final class HostsBench {
    private static final String OWNER = "bench";
    private static final int TURNS = 20;
    private static final int SLOW_SHARE = 100;
    private static final int ANSIBLE_RUNS = 3;

    private final Map<String, List<Latencies>> measured = new LinkedHashMap<>();

    /** One question, answered. */
    private interface Question {
        void ask() throws Exception;
    }

    static void run(Options options) throws Exception {
        Lab lab = Lab.running(options.lab());
        UUID vmId = UUID.randomUUID();
        Path folder = options.work().resolve("hosts-" + ProcessHandle.current().pid());
        try (SshHypervisors hypervisors = new SshHypervisors(lab.ssh());
                BareShell bare = BareShell.virsh(lab)) {
            Hypervisor host = hypervisors.at(lab.endpoint());
            host.define(new DomainSpec(vmId, "bench-" + vmId, 1, 64, List.of(), List.of(), new Stamp(OWNER, 1)));
            try {
                Machine.print("");
                System.out.printf("Host: %s%n%n", host.facts());
                new HostsBench().measure(options, lab, vmId, host, bare, writeSsh(folder, lab));
            } finally {
                host.undefine(vmId, OWNER);
                Trees.delete(folder);
            }
        }
    }

    private void measure(Options options, Lab lab, UUID vmId, Hypervisor host, BareShell bare, Path ssh)
            throws Exception {
        Question ours = () -> checkStopped(host, vmId);
        repeat(ours, options.queries() / 10);
        byte[] question = BareShell.question("domstate " + vmId);
        Question direct = () -> bare.ask(question);
        repeat(direct, options.queries() / 10);
        Map<String, List<String>> commands = commands(lab, vmId, ssh);
        int slow = Math.max(1, options.queries() / SLOW_SHARE / TURNS);
        for (int turn = 0; turn < TURNS; turn++) {
            time("Java API, `Hypervisor.state`", ours, options.queries() / TURNS);
            time("bare warm `virsh -q` through one ssh", direct, options.queries() / TURNS);
            for (Map.Entry<String, List<String>> command : commands.entrySet()) {
                time(command.getKey(), () -> execute(command.getValue()), slow);
            }
        }
        time("`ansible -m command`, one play", () -> execute(ansible(lab, vmId)), ANSIBLE_RUNS);
        print();
    }

    private static void checkStopped(Hypervisor host, UUID vmId) {
        Optional<PowerState> state = host.state(vmId);
        if (!state.equals(Optional.of(PowerState.STOPPED))) {
            throw new IllegalStateException("the domain is " + state);
        }
    }

    private static Map<String, List<String>> commands(Lab lab, UUID vmId, Path ssh) {
        HostEndpoint host = lab.endpoint();
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put(
                "`ssh host virsh domstate`",
                List.of(
                        "ssh",
                        "-F",
                        lab.sshConfig().toString(),
                        host.hostId(),
                        "virsh -q -c qemu:///system domstate " + vmId));
        // libvirt's ssh transport reads the user's own known hosts unless it is given another ssh
        String uri = "qemu+ssh://%s/system?command=%s".formatted(host.hostId(), ssh);
        commands.put("`virsh -c qemu+ssh://…`", List.of("virsh", "-q", "-c", uri, "domstate", vmId.toString()));
        return commands;
    }

    private static Path writeSsh(Path folder, Lab lab) throws IOException {
        Path script = Files.createDirectories(folder).resolve("lab-ssh");
        Files.writeString(script, "#!/bin/sh\nexec ssh -F '%s' \"$@\"\n".formatted(lab.sshConfig()));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    private static List<String> ansible(Lab lab, UUID vmId) {
        String host = lab.endpoint().hostId();
        return List.of(
                "ansible",
                host,
                "-i",
                host + ",",
                "--ssh-common-args=-F " + lab.sshConfig(),
                "-m",
                "command",
                "-a",
                "virsh -q -c qemu:///system domstate " + vmId);
    }

    private static void execute(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0 || !output.contains("shut off")) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
    }

    private static void repeat(Question question, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            question.ask();
        }
    }

    private void time(String way, Question question, int times) throws Exception {
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            question.ask();
            nanos[i] = System.nanoTime() - start;
        }
        measured.computeIfAbsent(way, name -> new ArrayList<>()).add(Latencies.of(nanos));
    }

    private void print() {
        double bare = Double.NaN;
        System.out.println("| way | asked | median ms | p99 ms |");
        System.out.println("| --- | --- | --- | --- |");
        double ours = Double.NaN;
        for (Map.Entry<String, List<Latencies>> way : measured.entrySet()) {
            Latencies all = Latencies.together(way.getValue());
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %,d | **%.3f** | %.3f |%n",
                    way.getKey(),
                    all.count(),
                    all.millisAt(0.5),
                    all.millisAt(0.99));
            ours = way.getKey().startsWith("Java") ? all.millisAt(0.5) : ours;
            bare = way.getKey().startsWith("bare") ? all.millisAt(0.5) : bare;
        }
        System.out.printf(Locale.ROOT, "%nOurs takes %.2f times what the bare warm virsh takes.%n", ours / bare);
    }
}
