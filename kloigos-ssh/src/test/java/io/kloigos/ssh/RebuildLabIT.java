package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.DatabaseConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.drift.ImportRequest;
import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostAction;
import io.kloigos.core.host.HostMode;
import io.kloigos.core.host.HostQuery;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.DnsHost;
import io.kloigos.core.hypervisor.NetworkMode;
import io.kloigos.core.network.AddressRequest;
import io.kloigos.core.network.HostNetwork;
import io.kloigos.core.network.NetworkQuery;
import io.kloigos.core.network.NetworkRequest;
import io.kloigos.core.network.ReservedAddress;
import io.kloigos.core.rebuild.ListedHost;
import io.kloigos.core.rebuild.Rebuild;
import io.kloigos.core.rebuild.RebuildPlan;
import io.kloigos.core.task.Pending;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmRequest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The database dropped, and given back by real KVM hosts. */
class RebuildLabIT {
    private static final Caller ANN = Caller.of("ann");
    private static final String IMAGE = "rebuild-test";

    /**
     * What must be as it was, row by row. Apart from it: history (tasks, events, claims), numbers that only order rows, when
     * and by whom a host was last looked at and how long that took, how much memory its kernel says it has (the lab's
     * machine gets more and less while it runs), how full its disks are (guests write), and of images what no host tells (version, checksum,
     * size of the file, when they were loaded).
     */
    private static final Map<String, String> TABLES = tables();

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final Lab lab = Lab.running();
    private Kloigos kloigos;

    private static Map<String, String> tables() {
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put("installation", "select owner_id from installation");
        tables.put(
                "host",
                "select host_id, name, address, port, ssh_user, libvirt_uri, mode, connection, obstacle, reason, host_key,"
                        + " offered_key, cpu_cores, memory_mb, json_remove(facts, '$.memory_mb', '$.numa_nodes') as facts, tags, project_id, created_at, trust_first_key, jump"
                        + " from host order by host_id");
        tables.put(
                "vm",
                "select vm_id, host_id, name, domain_name, phase, generation, cpu_cores, memory_mb, image, labels, annotations,"
                        + " project_id, json_remove(spec, '$.disks[0].size_bytes') as spec, created_at from vm order by vm_id");
        tables.put(
                "domain",
                "select host_id, vm_id, name, state, json_remove(observed, '$.addresses') as observed from domain"
                        + " order by host_id, vm_id");
        tables.put(
                "host_item",
                "select host_id, kind, item_key, json_remove(observed, '$.allocation_bytes', '$.available_bytes')"
                        + " as observed from host_item where kind <> 'lease'"
                        + " order by host_id, kind, item_key");
        tables.put(
                "network",
                "select network_id, host_id, name, phase, wanted, created_at from network order by network_id");
        tables.put(
                "address_reservation",
                "select host_id, network_id, mac, address, hostname, vm_id from address_reservation order by mac");
        tables.put(
                "image",
                "select image_id, name, source_url, status, format, virtual_size_bytes, volume from image"
                        + " order by image_id");
        tables.put("image_copy", "select image_id, host_id, status from image_copy order by image_id, host_id");
        return tables;
    }

    @BeforeEach
    void open() {
        kloigos = engine();
    }

    private Kloigos engine() {
        DatabaseConfig.Server database = mariaDb.database();
        return Kloigos.open(
                KloigosConfig.server(database.url(), database.user(), database.password()),
                new SshHypervisors(lab.config()));
    }

    @AfterEach
    void close() throws Exception {
        for (HostNetwork network : kloigos.networks().list(new NetworkQuery(null, null, null, null, null, 100))) {
            for (ReservedAddress kept : kloigos.reservations().list(network.networkId(), network.hostId())) {
                ended(kloigos.reservations().release(ANN, network.networkId(), network.hostId(), kept.mac()));
            }
            if (network.wanted() != null) {
                ended(kloigos.networks().delete(ANN, network.networkId(), network.hostId()));
            }
        }
        for (Vm vm : kloigos.vms().list(new VmQuery(null, null, null, null, Map.of(), null, 100))) {
            ended(kloigos.vms().delete(ANN, vm.vmId(), false));
        }
        kloigos.images()
                .list()
                .forEach(image -> image.hosts()
                        .forEach(host -> lab.ssh(
                                host.equals("kvm1") ? 0 : 1,
                                "virsh -c qemu:///system -q vol-delete --pool default " + image.volume())));
        kloigos.close();
    }

    private static <T> T ended(Pending<T> pending) throws Exception {
        return pending.result().get(120, TimeUnit.SECONDS);
    }

    private HostRegistration registration(int index, String project) {
        Lab.Host host = lab.hosts().get(index);
        return new HostRegistration(
                host.name(),
                "Host " + index,
                host.address(),
                host.port(),
                lab.user(),
                HostRegistration.SYSTEM_URI,
                0,
                0,
                host.hostKey(),
                false,
                List.of("lab", "n" + index),
                project);
    }

    private Vm provision(String host, String name, int cpus, Map<String, String> labels, String project, boolean start)
            throws Exception {
        return ended(kloigos.vms()
                .provision(
                        ANN,
                        new VmRequest(
                                host,
                                name,
                                cpus,
                                64L * cpus,
                                IMAGE,
                                "default",
                                null,
                                List.of(),
                                null,
                                labels,
                                project,
                                start)));
    }

    private Map<String, List<String>> dump() throws Exception {
        Map<String, List<String>> dump = new LinkedHashMap<>();
        try (Connection connection = mariaDb.connect();
                Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> table : TABLES.entrySet()) {
                List<String> rows = new ArrayList<>();
                ResultSet row = statement.executeQuery(table.getValue());
                while (row.next()) {
                    StringBuilder text = new StringBuilder();
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        text.append(row.getMetaData().getColumnLabel(i))
                                .append('=')
                                .append(row.getString(i))
                                .append(' ');
                    }
                    rows.add(text.toString());
                }
                dump.put(table.getKey(), rows);
            }
        }
        return dump;
    }

    private void dropDatabase() throws Exception {
        try (Connection connection = mariaDb.connect();
                Statement statement = connection.createStatement()) {
            String name = connection.getCatalog();
            statement.execute("drop database " + name);
            statement.execute("create database " + name);
        }
    }

    private Rebuild rebuild() {
        DatabaseConfig.Server database = mariaDb.database();
        return Rebuild.open(
                KloigosConfig.server(database.url(), database.user(), database.password()),
                new SshHypervisors(lab.config()),
                Clock.systemUTC());
    }

    private List<ListedHost> listed() {
        return kloigos.hosts().list(HostQuery.newest(10)).stream()
                .map(RebuildLabIT::listed)
                .toList();
    }

    private static ListedHost listed(Host host) {
        return new ListedHost(
                new HostRegistration(
                        host.hostId(),
                        host.name(),
                        host.address(),
                        host.port(),
                        host.sshUser(),
                        host.libvirtUri(),
                        host.cpuCores(),
                        host.memoryMb(),
                        host.hostKey(),
                        false,
                        host.tags(),
                        host.projectId()),
                host.mode(),
                host.createdAt());
    }

    private String wild(int host) {
        String id = UUID.randomUUID().toString();
        lab.ssh(
                host,
                "virsh -q -c qemu:///system define /dev/stdin <<'X'\n<domain type='qemu'><name>wild-" + id
                        + "</name><uuid>" + id
                        + "</uuid><memory>65536</memory><vcpu>3</vcpu><os><type>hvm</type></os></domain>\nX");
        return id;
    }

    @Test
    void theDatabaseIsAsItWasApartFromHistory() throws Exception {
        kloigos.projects().create(ANN, "blue", "blue", "");
        kloigos.projects().create(ANN, "red", "red", "");
        kloigos.hosts().register(ANN, registration(0, null));
        kloigos.hosts().register(ANN, registration(1, "blue"));
        ended(kloigos.images().load(ANN, "kvm1", IMAGE, "1", lab.guestImage()));
        ended(kloigos.images().load(ANN, "kvm2", IMAGE, "1", lab.guestImage()));
        provision("kvm1", "plain", 1, Map.of(), null, false);
        Vm labelled = provision("kvm1", "labelled", 2, Map.of("tier", "web & <db>", "a/b", "ä \"✓\""), "blue", true);
        provision("kvm2", "same-name", 1, Map.of("n", "2"), "red", false);
        provision("kvm1", "same-name", 1, Map.of("n", "1"), null, false);
        UUID wild = UUID.fromString(wild(1));
        kloigos.hosts().refresh("kvm2");
        ended(kloigos.adoptions()
                .importDomain(
                        ANN,
                        new ImportRequest(
                                "kvm2",
                                wild,
                                null,
                                Map.of("found", "here"),
                                Map.of("note", "kept"),
                                null,
                                java.time.Instant.parse("2019-05-06T07:08:09.123Z"))));
        lab.ssh(0, "virsh -c qemu:///system -q autostart " + labelled.vmId());
        kloigos.hosts().refresh("kvm1");
        ended(kloigos.adoptions().adopt(ANN, labelled.vmId(), java.util.Set.of()));
        UUID lan = ended(kloigos.networks()
                        .create(
                                ANN,
                                new NetworkRequest(
                                        "kvm1",
                                        "kl-rebuilt",
                                        "10.207.0.0/24",
                                        null,
                                        NetworkMode.ISOLATED,
                                        null,
                                        null,
                                        "lan.example",
                                        List.of(new DnsHost("10.207.0.9", List.of("db"))),
                                        true)))
                .networkId();
        ended(kloigos.reservations()
                .reserve(ANN, new AddressRequest(lan, "kvm1", "52:54:00:00:00:01", "10.207.0.7", "web", null)));
        UUID usual = kloigos.inventory().networks("kvm1").stream()
                .filter(network -> network.name().equals("default"))
                .map(network -> UUID.fromString(network.uuid()))
                .findFirst()
                .orElseThrow();
        ended(kloigos.reservations()
                .reserve(ANN, new AddressRequest(usual, "kvm1", null, null, null, labelled.vmId())));
        ended(kloigos.networks()
                .create(
                        ANN,
                        new NetworkRequest(
                                "kvm2",
                                "kl-bridged",
                                "10.208.0.0/24",
                                null,
                                NetworkMode.BRIDGE,
                                "virbr0",
                                null,
                                null,
                                List.of(),
                                false)));
        kloigos.hosts().act(ANN, "kvm2", HostAction.MARK_MAINTENANCE);
        kloigos.hosts().refresh("kvm1");
        kloigos.hosts().refresh("kvm2");
        List<ListedHost> hosts = listed();
        Map<String, List<String>> before = dump();
        assertThatThrownBy(this::rebuild)
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        kloigos.close();
        dropDatabase();

        try (Rebuild rebuild = rebuild()) {
            RebuildPlan plan = rebuild.plan(hosts, null);
            assertThat(plan.conflicts()).isEmpty();
            assertThat(plan.vms()).hasSize(5);
            assertThat(plan.networks()).hasSize(2);
            assertThat(plan.addresses()).hasSize(2);
            assertThat(plan.hosts()).extracting(RebuildPlan.HostRow::mode).contains(HostMode.MAINTENANCE);
            assertThat(dump().get("vm")).isEmpty();
            rebuild.apply(plan);
            assertThatThrownBy(() -> rebuild.apply(plan))
                    .isInstanceOfSatisfying(
                            KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        }
        kloigos = engine();
        kloigos.hosts().refresh("kvm1");
        kloigos.hosts().refresh("kvm2");
        Map<String, List<String>> after = dump();
        before.forEach((table, rows) ->
                assertThat(after.get(table)).as(table).isNotEmpty().containsExactlyElementsOf(rows));
        assertThat(kloigos.drift()
                        .list(new io.kloigos.core.drift.DriftScope(null, null, java.util.Set.of()), null, 100)
                        .items())
                .isEmpty();
    }

    @Test
    void severalOwnersMustBeChosenFromAndAHostThatCannotBeSeenIsAConflict() throws Exception {
        kloigos.hosts().register(ANN, registration(0, null));
        String ours = UUID.randomUUID().toString();
        String theirs = UUID.randomUUID().toString();
        List<String> domains = List.of(wild(0), wild(0));
        List<String> owners = List.of(ours, theirs);
        List<ListedHost> hosts = listed();
        kloigos.close();
        dropDatabase();
        try (Rebuild rebuild = rebuild()) {
            for (int i = 0; i < 2; i++) {
                lab.ssh(
                        0,
                        "virsh -c qemu:///system -q metadata " + domains.get(i)
                                + " --config --uri https://kloigos.io/libvirt/1 --key kloigos --set \"<stamp owner='"
                                + owners.get(i) + "' generation='4'/>\"");
            }
            RebuildPlan undecided = rebuild.plan(hosts, null);
            assertThat(undecided.owners()).isEqualTo(Map.of(ours, 1, theirs, 1));
            assertThat(undecided.conflicts()).hasSize(1);
            assertThatThrownBy(() -> rebuild.apply(undecided)).isInstanceOf(KloigosException.class);
            RebuildPlan chosen = rebuild.plan(hosts, ours);
            assertThat(chosen.conflicts()).isEmpty();
            assertThat(chosen.vms())
                    .extracting(vm -> vm.vmId().toString(), RebuildPlan.VmRow::generation)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(domains.get(0), 4L));
            HostRegistration away = new HostRegistration(
                    "away",
                    "away",
                    "127.0.0.1",
                    1,
                    lab.user(),
                    HostRegistration.SYSTEM_URI,
                    0,
                    0,
                    lab.hosts().get(0).hostKey(),
                    false,
                    List.of(),
                    null);
            List<ListedHost> more = new ArrayList<>(hosts);
            more.add(new ListedHost(away, HostMode.ACTIVE, null));
            assertThat(rebuild.plan(more, ours).conflicts())
                    .singleElement()
                    .asString()
                    .contains("away");
        } finally {
            domains.forEach(id -> lab.ssh(0, "virsh -c qemu:///system -q undefine " + id));
            kloigos = engine();
        }
    }
}
