package io.kloigos.http.cli;

import io.kloigos.core.rebuild.Rebuild;
import io.kloigos.core.rebuild.RebuildPlan;
import io.kloigos.http.host.HostListFile;
import io.kloigos.ssh.SshHypervisors;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kloigos rebuild}: gives an empty database back what hosts carry of it. */
@Command(
        name = "rebuild",
        description = "Rebuilds hosts, VMs and images in an empty database from what the hosts carry. Prints what it"
                + " would write; --apply writes it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class RebuildCommand implements Callable<Integer> {
    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Option(
            names = "--hosts",
            paramLabel = "FILE",
            required = true,
            description = "The hosts, as GET /api/v1/hosts answers them or register takes them; YAML or JSON.")
    private Path hosts = Path.of("hosts.yaml");

    @Option(
            names = "--owner",
            paramLabel = "ID",
            description = "Whose domains are ours, where hosts carry the stamps of several CMDBs.")
    @Nullable
    private String owner;

    @Option(names = "--apply", description = "Writes it, in one transaction.")
    private boolean apply;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        var listed = HostListFile.read(hosts);
        PrintWriter out = spec.commandLine().getOut();
        try (Rebuild rebuild = Rebuild.open(engine.engine(), new SshHypervisors(engine.ssh()), Clock.systemUTC())) {
            RebuildPlan plan = rebuild.plan(listed, owner);
            print(plan, out);
            if (!plan.conflicts().isEmpty()) {
                out.println("Nothing was written: see the conflicts above.");
                return ExitCode.SOFTWARE;
            }
            if (apply) {
                rebuild.apply(plan);
            }
            out.println(apply ? "Written to " + engine.records() + "." : "Nothing was written: say --apply for that.");
            return ExitCode.OK;
        } finally {
            out.flush();
        }
    }

    private static void print(RebuildPlan plan, PrintWriter out) {
        out.println("owner_id: " + (plan.owner() == null ? "as it is" : plan.owner()));
        plan.hosts()
                .forEach(host -> out.println("host " + host.registration().hostId() + ": "
                        + host.registration().address() + ", "
                        + host.mode().name().toLowerCase(java.util.Locale.ROOT)));
        plan.images()
                .forEach(image -> out.println("image " + image.imageId() + ": " + image.name() + " " + image.version()
                        + ", " + image.format() + ", on " + String.join(", ", image.hosts())));
        plan.vms()
                .forEach(vm -> out.println("vm " + vm.vmId() + ": "
                        + vm.wanted().name() + " on " + vm.hostId() + ", "
                        + vm.wanted().cpuCores() + " CPUs, " + vm.wanted().memoryMb() + " MiB, labels "
                        + vm.wanted().labels() + ", project " + vm.wanted().projectId() + ", made "
                        + vm.createdAt()));
        plan.networks()
                .forEach(network -> out.println("network " + network.networkId() + ": " + network.name() + " on "
                        + network.hostId() + ", " + network.wanted().mode().word()
                        + (network.wanted().cidr() == null
                                ? ""
                                : ", " + network.wanted().cidr())));
        plan.addresses()
                .forEach(kept ->
                        out.println("address " + kept.address() + ": for " + kept.mac() + " on " + kept.hostId()));
        plan.notes().forEach(note -> out.println("note: " + note));
        plan.conflicts().forEach(conflict -> out.println("conflict: " + conflict));
        out.println(plan.hosts().size() + " hosts, " + plan.vms().size() + " VMs, "
                + plan.images().size() + " images, " + plan.networks().size() + " networks");
    }
}
