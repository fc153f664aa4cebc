package io.kloigos.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.storage.StorageSettings;
import io.kloigos.http.HttpServerConfig;
import io.kloigos.http.KloigosServices;
import io.kloigos.http.image.ImageFolder;
import io.kloigos.ssh.Lab;
import io.kloigos.ssh.SshHypervisors;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One tour through all of it over HTTP, with real guests on two real hosts, which it leaves as they were. */
class TourLabIT {
    private static final String VIRSH = "virsh -q -c qemu:///system ";
    /** Both hosts' bridges have it, so that a guest that moved finds its gateway where it was. */
    private static final String GATEWAY_MAC = "52:54:00:7e:57:01";

    private static final Duration BOOT = Duration.ofSeconds(150);
    /** Without a ping, on top of what a guest beside it that stays where it is goes without one meanwhile. */
    private static final double LONGEST_SILENCE_SECONDS = 1;

    /**
     * Asks for an echo ten times a second and prints when each answer came; needs no program but Python. It goes before whatever
     * else the machine does, so that it misses none.
     */
    private static final String PING = """
            import os, socket, struct, sys, time
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))
            def checksum(d):
                s = sum(struct.unpack('!%dH' % (len(d) // 2), d)); s = (s >> 16) + (s & 0xffff); return ~(s + (s >> 16)) & 0xffff
            s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
            me = os.getpid() & 0xffff; n = 0
            end = time.time() + float(sys.argv[2]); turn = time.time()
            while time.time() < end:
                n = (n + 1) & 0xffff
                try: s.sendto(struct.pack('!BBHHH', 8, 0, checksum(struct.pack('!BBHHH', 8, 0, 0, me, n)), me, n), (sys.argv[1], 0))
                except OSError: pass
                turn = max(turn + 0.1, time.time())
                while time.time() < turn:
                    s.settimeout(max(0.001, turn - time.time()))
                    try: data, peer = s.recvfrom(1024)
                    except OSError: continue
                    if data[20] == 0 and struct.unpack('!H', data[24:26])[0] == me: print('%.3f' % time.time(), flush=True)
            """;

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final Lab lab = Lab.running();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> guests = new ArrayList<>();
    private KloigosServices services;
    private HttpServer imageServer;
    private String before;

    @BeforeEach
    void start(@TempDir Path images) throws Exception {
        before = onHosts();
        services = KloigosServices.start(
                HttpServerConfig.loopback(0),
                new KloigosConfig(mariaDb.database(), WatchSettings.defaults())
                        .withStorage(new StorageSettings(Duration.ZERO, true)),
                new SshHypervisors(lab.config()),
                new ImageFolder(images));
        imageServer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        imageServer.createContext("/guest.qcow2", exchange -> {
            exchange.sendResponseHeaders(200, Files.size(lab.guestImage()));
            try (var out = exchange.getResponseBody()) {
                Files.copy(lab.guestImage(), out);
            }
        });
        imageServer.start();
    }

    @AfterEach
    void stop() {
        imageServer.stop(0);
        services.close();
        for (int i = 0; i < 2; i++) {
            lab.ssh(
                    i,
                    "for d in $(" + VIRSH + "list --all --uuid); do " + VIRSH + "destroy $d; " + VIRSH
                            + "undefine $d --snapshots-metadata --managed-save; done; " + VIRSH + "net-destroy tour; "
                            + VIRSH + "net-undefine tour; for v in $(" + VIRSH
                            + "vol-list default | awk '/kloigos-/ {print $1}'); do " + VIRSH
                            + "vol-delete --pool default $v; done; true");
        }
    }

    /** Domains, networks, volumes, pools: as virsh tells them. */
    private String onHosts() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 2; i++) {
            all.append(lab.ssh(
                    i,
                    VIRSH + "list --all --uuid; " + VIRSH + "net-list --all; " + VIRSH + "pool-list --all; " + VIRSH
                            + "vol-list default; " + VIRSH + "nwfilter-list | grep kloigos; true"));
        }
        return all.toString();
    }

    // The API

    private JsonNode call(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(services.uri().resolve(path))
                .method(method, BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=300")
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode())
                .as(method + " " + path + ": " + answer.body())
                .isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private JsonNode post(String path, String body) throws Exception {
        return call("POST", path, body);
    }

    private JsonNode vm(String id) throws Exception {
        return call("GET", "/api/v1/vms/" + id, "");
    }

    private JsonNode onVm(String id, String what, String body) throws Exception {
        return post("/api/v1/vms/" + id + "/" + what, body);
    }

    private void act(String id, String action) throws Exception {
        onVm(id, "action", "{\"action\":\"" + action + "\"}");
    }

    private String provision(String name, String host) throws Exception {
        String key = Files.readString(Path.of(lab.key() + ".pub")).strip();
        String id = post("/api/v1/vms/provision", """
                {"host_id":"%s","name":"%s","cpu_cores":1,"max_cpu_cores":2,"memory_mb":128,"image":"tour",
                 "network":"tour","ssh_keys":["%s"]}""".formatted(host, name, key))
                .at("/vm/vm_id")
                .asText();
        guests.add(id);
        return id;
    }

    private String address(String id) {
        return await().atMost(BOOT)
                .until(() -> vm(id).path("addresses"), list -> !list.isEmpty())
                .get(0)
                .asText();
    }

    // The guest

    /** Through its host, with the key of its seed. */
    private String inGuest(int host, String address, String command) {
        return Lab.run(
                "ssh",
                "-q",
                "-F",
                "/run/kloigos-lab/" + lab.name() + "/ssh_config",
                "-J",
                lab.hosts().get(host).name(),
                "-i",
                lab.key().toString(),
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "ConnectTimeout=10",
                "root@" + address,
                command);
    }

    private void awaitSsh(int host, String address) {
        await().atMost(BOOT)
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(inGuest(host, address, "echo up")).contains("up"));
    }

    private void startPinging(int host, String address) {
        lab.root(
                host,
                "cat > /dev/shm/tour-ping.py <<'E'\n" + PING + "\nE\n(setsid python3 /dev/shm/tour-ping.py " + address
                        + " 600 > /dev/shm/tour-ping-" + address + ".log 2>&1 & echo $! > /dev/shm/tour-ping-" + address
                        + ".pid)");
    }

    /** When an answer of this guest came to whichever host, in seconds. */
    private List<Double> answered(String address, int... hosts) {
        List<Double> answers = new ArrayList<>();
        for (int host : hosts) {
            String file = "/dev/shm/tour-ping-" + address;
            lab.root(
                            host,
                            "kill $(cat " + file + ".pid); cat " + file + ".log; rm -f " + file
                                    + ".* /dev/shm/tour-ping.py")
                    .lines()
                    .map(Double::valueOf)
                    .forEach(answers::add);
        }
        answers.sort(null);
        assertThat(answers).hasSizeGreaterThan(20);
        return answers;
    }

    private static double longestSilence(List<Double> answers) {
        double longest = 0;
        for (int i = 1; i < answers.size(); i++) {
            longest = Math.max(longest, answers.get(i) - answers.get(i - 1));
        }
        return longest;
    }

    @Test
    void theWholeTour() throws Exception {
        List<String> networks = hostsImageAndNetworks();
        String web = provision("web", "kvm1");
        String db = provision("db", "kvm1");
        String spare = provision("spare", "auto");
        String address = address(web);
        awaitSsh(0, address);
        assertThat(inGuest(0, address, "hostname")).isEqualToIgnoringNewLines("web");

        snapshotWriteRevert(web, address);
        resize(web);
        clone(spare);
        devices(web);
        act(web, "pause");
        assertThat(vm(web).path("power_state").asText()).isEqualTo("paused");
        act(web, "resume");
        thereAndBackUnderLoad(web, address, address(db));

        onVm(db, "migrate", "{\"target_host_id\":\"kvm2\"}");
        onVm(web, "migrate", "{\"target_host_id\":\"kvm2\"}");
        post("/api/v1/hosts/kvm1/action", "{\"action\":\"mark_maintenance\"}");
        assertThat(lab.ssh(0, VIRSH + "list --uuid")).doesNotContain(web).doesNotContain(db);

        deleteAll(networks);
        assertThat(onHosts()).isEqualTo(before);
    }

    private List<String> hostsImageAndNetworks() throws Exception {
        for (Lab.Host host : lab.hosts()) {
            JsonNode registered = post("/api/v1/hosts/register", """
                    {"host_id":"%s","name":"%s","address":"%s","port":%d,"user":"%s","cpu_cores":0,"memory_mb":0,
                     "libvirt_uri":"qemu:///system","host_key":"%s"}""".formatted(
                            host.name(), host.name(), host.address(), host.port(), lab.user(), host.hostKey()));
            assertThat(registered.path("status").asText()).isEqualTo("ready");
        }
        String url = "http://127.0.0.1:" + imageServer.getAddress().getPort() + "/guest.qcow2";
        JsonNode image =
                post("/api/v1/images", "{\"host_id\":\"kvm1\",\"name\":\"tour\",\"source_url\":\"" + url + "\"}");
        post(
                "/api/v1/images/" + image.at("/image/image_id").asText() + "/copy",
                "{\"host_id\":\"kvm2\",\"from_host_id\":\"kvm1\"}");
        List<String> networks = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            JsonNode made =
                    post("/api/v1/networks", """
                    {"host_id":"%s","name":"tour","cidr":"10.99.0.0/24","bridge":"tour0"}""".formatted(lab.hosts().get(i).name()));
            networks.add(made.at("/network/network_id").asText());
            lab.root(i, "ip link set dev tour0 address " + GATEWAY_MAC);
        }
        return networks;
    }

    private void snapshotWriteRevert(String web, String address) throws Exception {
        String snapshot = onVm(web, "snapshots", "{\"name\":\"clean\"}")
                .at("/snapshot/snapshot_id")
                .asText();
        inGuest(0, address, "echo written > /root/after && sync");
        onVm(web, "snapshots/" + snapshot + "/revert", "{}");
        awaitSsh(0, address);
        assertThat(inGuest(0, address, "ls /root/after 2>&1 || true")).contains("No such file");
        call("DELETE", "/api/v1/vms/" + web + "/snapshots/" + snapshot, "");
    }

    private void resize(String web) throws Exception {
        JsonNode resized =
                onVm(web, "resize", "{\"cpu_cores\":2,\"memory_mb\":128}").path("vm");
        assertThat(resized.path("cpu_cores").asInt()).isEqualTo(2);
        assertThat(lab.ssh(0, VIRSH + "vcpucount --current --live " + web).strip())
                .isEqualTo("2");
    }

    private void clone(String spare) throws Exception {
        act(spare, "force_stop");
        JsonNode copy =
                onVm(spare, "clone", "{\"name\":\"copy\",\"start\":true}").path("vm");
        guests.add(copy.path("vm_id").asText());
        assertThat(copy.path("power_state").asText()).isEqualTo("running");
        assertThat(copy.path("host_id").asText())
                .isEqualTo(vm(spare).path("host_id").asText());
    }

    private void devices(String web) throws Exception {
        onVm(web, "disks", "{\"size_gb\":1,\"name\":\"vdb\"}");
        assertThat(lab.ssh(0, VIRSH + "domblklist " + web)).contains("vdb");
        call("DELETE", "/api/v1/vms/" + web + "/disks/vdb?keep=false", "");
        String mac = "52:54:00:7e:57:02";
        onVm(web, "interfaces", "{\"network\":\"default\",\"mac\":\"" + mac + "\"}");
        assertThat(lab.ssh(0, VIRSH + "domiflist " + web)).contains(mac);
        call("DELETE", "/api/v1/vms/" + web + "/interfaces/" + mac, "");
        assertThat(lab.ssh(0, VIRSH + "domiflist " + web)).doesNotContain(mac);
    }

    /** @param beside the address of a guest that stays */
    private void thereAndBackUnderLoad(String web, String address, String beside) throws Exception {
        String mac = lab.ssh(0, VIRSH + "domiflist " + web + " | awk '/tour/ {print $5}'")
                .strip();
        inGuest(
                0,
                address,
                "nohup sh -c 'while :; do dd if=/dev/urandom of=/tmp/load bs=64k count=8; done'"
                        + " >/dev/null 2>&1 & echo started");
        for (int i = 0; i < 2; i++) {
            lab.root(i, "ip neigh replace " + address + " lladdr " + mac + " dev tour0");
            startPinging(i, address);
        }
        startPinging(0, beside);
        for (String host : List.of("kvm2", "kvm1")) {
            JsonNode moved = onVm(web, "migrate", "{\"target_host_id\":\"" + host + "\"}");
            assertThat(moved.at("/vm/host_id").asText()).isEqualTo(host);
            assertThat(moved.at("/vm/power_state").asText()).isEqualTo("running");
        }
        double silence = longestSilence(answered(address, 0, 1));
        double besides = longestSilence(answered(beside, 0));
        System.out.printf(
                "longest silence of a guest that moved there and back: %.3f s, of one beside it: %.3f s%n",
                silence, besides);
        assertThat(silence).isLessThanOrEqualTo(LONGEST_SILENCE_SECONDS + besides);
        assertThat(inGuest(0, address, "cat /proc/uptime")).isNotEmpty();
    }

    private void deleteAll(List<String> networks) throws Exception {
        for (String guest : guests) {
            call("DELETE", "/api/v1/vms/" + guest, "");
        }
        for (int i = 0; i < 2; i++) {
            call(
                    "DELETE",
                    "/api/v1/networks/" + networks.get(i) + "?host_id="
                            + lab.hosts().get(i).name(),
                    "");
        }
        for (JsonNode image : call("GET", "/api/v1/images", "")) {
            for (String host : List.of("kvm1", "kvm2")) {
                call("DELETE", "/api/v1/images/" + image.path("image_id").asText() + "?host_id=" + host, "");
            }
        }
        for (Lab.Host host : lab.hosts()) {
            call("DELETE", "/api/v1/hosts/" + host.name(), "");
        }
    }
}
