package io.kloigos.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.Caller;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.server.Claim;
import io.kloigos.core.server.Server;
import io.kloigos.core.server.ServerKind;
import io.kloigos.core.server.ServerQuery;
import io.kloigos.core.server.ServerService;
import io.kloigos.core.server.ServerStatus;
import io.kloigos.http.HttpServerConfig;
import io.kloigos.http.KloigosServices;
import io.kloigos.http.image.ImageFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The machine's own Ansible, with the files of {@code examples/ansible}, against a server on a free port. */
@Timeout(120)
class AnsibleClientIT {
    private static final Path EXAMPLES =
            Path.of("../examples/ansible").toAbsolutePath().normalize();
    private static final Caller ANN = Caller.of("ann");

    @RegisterExtension
    final MariaDbExtension mariadb = new MariaDbExtension();

    @TempDir
    Path folder;

    private KloigosServices services;

    @BeforeEach
    void start() throws IOException {
        services = KloigosServices.start(
                HttpServerConfig.loopback(0),
                new KloigosConfig(mariadb.database(), WatchSettings.defaults()),
                new FakeHypervisors(),
                new ImageFolder(folder));
        List<Server> inventory = IntStream.rangeClosed(1, 4)
                .mapToObj(node -> Server.free("srv3_n" + node, "10.0.0.3", node))
                .toList();
        pool().importAll(ANN, inventory);
    }

    @AfterEach
    void stop() {
        services.close();
    }

    @Test
    void thePlaybookOfTheFirstReadmeWritesTheFileThatItShows() throws Exception {
        String playbook = Files.readString(EXAMPLES.resolve("seed-playbook.yml"));
        assertThat(playbook).containsOnlyOnce("http://127.0.0.1:8000");
        Files.writeString(folder.resolve("seed.yml"), playbook.replace("http://127.0.0.1:8000", url()));

        // as who tries the README has it: no configuration of ours, no host in the inventory
        Files.createFile(folder.resolve("empty.ini"));
        run("env", "-u", "ANSIBLE_CONFIG", "ansible-playbook", "-i", "empty.ini", "seed.yml");

        assertThat(Files.readString(folder.resolve("c555.simple.ini"))).isEqualTo("""
                [all]
                srv3_n1   10.0.0.3           1
                srv3_n2   10.0.0.3           2
                srv3_n3   10.0.0.3           3

                [ungrouped]

                [crdb]
                srv3_n1   10.0.0.3           1
                srv3_n2   10.0.0.3           2
                srv3_n3   10.0.0.3           3

                """);
        assertThat(heldBy("c555")).containsExactly("srv3_n1", "srv3_n2", "srv3_n3");
    }

    @Test
    void provisionRunTwiceClaimsTheSameServersAndDeprovisionGivesThemBack() throws Exception {
        String list = """
                [crdb]
                srv3_n1   10.0.0.3           1
                srv3_n2   10.0.0.3           2
                """;
        for (int run = 0; run < 2; run++) {
            playbook("provision.yml", "-e", "deployment_id=c777", "-e", "count=2");
            assertThat(Files.readString(folder.resolve("c777.simple.ini"))).isEqualTo(list);
            assertThat(heldBy("c777")).containsExactly("srv3_n1", "srv3_n2");
        }

        for (int run = 0; run < 2; run++) {
            playbook("deprovision.yml", "-e", "deployment_id=c777");
            assertThat(heldBy("c777")).isEmpty();
            try (var left = Files.list(folder)) {
                assertThat(left).isEmpty();
            }
        }

        // a later deployment of the same name is not answered with servers that others hold by now
        pool().claim(ANN, Claim.of("others").withCount(2)).join();
        playbook("provision.yml", "-e", "deployment_id=c777", "-e", "count=2");
        assertThat(heldBy("c777")).containsExactly("srv3_n3", "srv3_n4");
    }

    @Test
    void provisionRefusesServersThatItHoldsNoLonger() throws Exception {
        playbook("provision.yml", "-e", "deployment_id=c777", "-e", "count=2");
        pool().release(ANN, "srv3_n1");

        Result again = ansible(
                "ansible-playbook",
                EXAMPLES.resolve("provision.yml").toString(),
                "-e",
                "deployment_id=c777",
                "-e",
                "count=2");

        assertThat(again.exit()).isEqualTo(2);
        assertThat(again.output())
                .contains("srv3_n1 was claimed by an earlier run and is held no longer: given back, or expired.");
    }

    @Test
    void theInventoryPluginListsGroupsAndVariablesAndEvaluatesNothing() throws Exception {
        pool().add(ANN, labelled("evil", Map.of("note", "{{ lookup('pipe', 'id') }}", "rack", "r1")));
        pool().claim(ANN, Claim.of("peru").withLabels(Map.of("rack", "r1"))).join();
        IntStream.rangeClosed(2, 4).forEach(node -> pool().remove(ANN, "srv3_n" + node, false));
        String startedAt = String.valueOf(pool().get("evil").startedAt());

        JsonNode listed = new ObjectMapper().readTree(inventory("--list").output());

        assertThat(listed).isEqualTo(new ObjectMapper().readTree("""
                {"_meta": {"hostvars": {
                   "evil": {"ansible_host": "10.0.0.9", "host_id": null, "kind": "server",
                     "labels": {"note": {"__ansible_unsafe": "{{ lookup('pipe', 'id') }}"}, "rack": {"__ansible_unsafe": "r1"}},
                     "numa_node": 0, "owner": null, "service_name": "peru", "started_at": "%s", "status": "running",
                     "vm_id": null},
                   "srv3_n1": {"ansible_host": "10.0.0.3", "host_id": null, "kind": "server", "labels": {},
                     "numa_node": 1, "owner": null, "service_name": null, "started_at": null, "status": "free",
                     "vm_id": null}}},
                 "all": {"children": ["ungrouped", "peru"]},
                 "peru": {"hosts": ["evil"]},
                 "ungrouped": {"hosts": ["srv3_n1"]}}
                """.formatted(startedAt)));
        Result debug = run(
                "ansible",
                "evil",
                "-i",
                EXAMPLES.resolve("kloigos.yml").toString(),
                "-c",
                "local",
                "-m",
                "debug",
                "-a",
                "var=labels.note");
        assertThat(debug.output()).contains("{{ lookup('pipe', 'id') }}").doesNotContain("uid=");
    }

    @Test
    void theInventoryPluginSaysWhenTheServerIsAway() throws Exception {
        String url = url();
        services.close();

        Result listed = ansible(
                "ansible-inventory",
                "--list",
                "-i",
                EXAMPLES.resolve("kloigos.yml").toString());

        assertThat(listed.exit()).isEqualTo(1);
        assertThat(listed.output().replaceAll("\\s+", " "))
                .contains("Kloigos cannot be reached at " + url + "/api/v1/inventory/ansible: [Errno 111] Connection"
                        + " refused. Is it running, and is url (or KLOIGOS_URL) right?");
    }

    private static Server labelled(String hostname, Map<String, String> labels) {
        return new Server(
                hostname,
                "10.0.0.9",
                0,
                null,
                null,
                null,
                ServerStatus.FREE,
                labels,
                ServerKind.SERVER,
                null,
                null,
                null);
    }

    private ServerService pool() {
        return services.engine().servers();
    }

    private List<String> heldBy(String service) {
        ServerQuery query = new ServerQuery(service, null, null, Map.of(), null, null);
        return pool().list(query).stream().map(Server::hostname).toList();
    }

    private String url() {
        String uri = services.uri().toString();
        return uri.substring(0, uri.length() - 1);
    }

    private void playbook(String name, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("ansible-playbook", EXAMPLES.resolve(name).toString()));
        command.addAll(Arrays.asList(arguments));
        run(command.toArray(String[]::new));
    }

    private Result inventory(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "ansible-inventory", "-i", EXAMPLES.resolve("kloigos.yml").toString()));
        command.addAll(Arrays.asList(arguments));
        return run(command.toArray(String[]::new));
    }

    private Result run(String... command) throws Exception {
        Result result = ansible(command);
        assertThat(result.exit()).as(result.output()).isZero();
        return result;
    }

    private record Result(int exit, String output) {}

    private Result ansible(String... command) throws Exception {
        Path log = Files.createTempFile("ansible", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .put("ANSIBLE_CONFIG", EXAMPLES.resolve("ansible.cfg").toString());
        builder.environment().put("ANSIBLE_NOCOLOR", "1");
        builder.environment().put("KLOIGOS_URL", url());
        builder.environment().put("PWD", folder.toString());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Result(process.exitValue(), Files.readString(log));
        } finally {
            process.destroyForcibly();
            Files.delete(log);
        }
    }
}
