package io.kloigos.http.cli;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.server.Server;
import io.kloigos.core.server.ServerService;
import io.kloigos.http.HttpServerConfig;
import io.kloigos.http.KloigosServices;
import io.kloigos.http.image.ImageFolder;
import io.kloigos.ssh.SshConfig;
import io.kloigos.ssh.SshHypervisors;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kloigos demo}: everything at once, thrown away at the end. */
@Command(
        name = "demo",
        description =
                "Runs a server with a sample pool and, as root on Linux, three real KVM hosts; leaves nothing behind.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DemoCommand implements Callable<Integer> {
    private static final int MACHINES = 6;
    private static final int NUMA_NODES = 4;
    private static final Caller DEMO = Caller.of("demo");

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(
            names = "--agent-port",
            paramLabel = "PORT",
            defaultValue = "9090",
            description = "A second port that answers, for scripts that look for an agent's health there; 0 for none"
                    + " (default 9090).")
    private int agentPort;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        HttpServerConfig http = server.config();
        PrintWriter out = spec.commandLine().getOut();
        Running running = new Running();
        ThrowawayFolder data = running.start(ThrowawayFolder::create);
        DemoLab lab = running.start(() -> new DemoLab(out));
        boolean hasHosts = lab.up();
        SshConfig ssh = SshConfig.defaults().withKeyFile(hasHosts ? lab.sshKey() : null);
        KloigosServices services = running.start(() -> KloigosServices.start(
                http,
                KloigosConfig.embedded(data.path().resolve("database")),
                new SshHypervisors(ssh),
                new ImageFolder(Files.createDirectories(data.path().resolve("images")))));
        listenForAgents(services, out);
        fillPool(services.engine().servers());
        if (hasHosts) {
            lab.introduce(services.engine(), services.uri());
        }
        out.println("Claim a server: curl -sd '{\"name\":\"my-service\"}' -H 'Content-Type: application/json' "
                + services.uri() + "provision");
        return running.serve(services, out, data.path() + ", which is removed at the end");
    }

    /** There is no agent; what asks for one's health hears of ours. */
    private void listenForAgents(KloigosServices services, PrintWriter out) throws IOException {
        if (agentPort == 0) {
            return;
        }
        try {
            services.listenAlso(agentPort);
        } catch (KloigosException e) {
            out.println(e.getMessage() + " The demo does without it.");
        }
    }

    private static void fillPool(ServerService pool) {
        List<Server> servers = new ArrayList<>();
        for (int machine = 1; machine <= MACHINES; machine++) {
            for (int node = 0; node < NUMA_NODES; node++) {
                servers.add(Server.free("srv" + machine + "_n" + node, "10.0.0." + machine, node));
            }
        }
        pool.importAll(DEMO, servers);
    }
}
