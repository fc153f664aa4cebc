package io.kloigos.ssh;

import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Hypervisors;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.task.TwoHosts;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;

/** Those of the lab, from which everything is taken away at the end that was not there at the beginning. */
final class LabHosts implements TwoHosts {
    private static final String BASE = "base.qcow2";
    private static final String GUEST = "kill-guest.qcow2";
    private static final long MIB = 1 << 20;

    /** How kinds of things are listed, and how one is taken away, in that order. */
    private enum Kind {
        DOMAIN("list --all --uuid", "destroy %1$s; undefine %1$s --nvram --managed-save --snapshots-metadata"),
        VOLUME("vol-list default", "vol-delete --pool default %s"),
        POOL("pool-list --all --name", "pool-destroy %1$s; pool-undefine %1$s"),
        NETWORK("net-list --all --uuid", "net-destroy %1$s; net-undefine %1$s"),
        FILTER("nwfilter-list", "nwfilter-undefine %s");

        private final String list;
        private final String remove;

        Kind(String list, String remove) {
            this.list = list;
            this.remove = remove;
        }
    }

    private final Lab lab = Lab.running();
    private final LabSudo sudo = new LabSudo(lab);
    private final SshHypervisors hypervisors = new SshHypervisors(lab.config());
    private final List<Set<String>> before = new ArrayList<>();

    LabHosts() throws IOException {
        for (String host : List.of("h1", "h2")) {
            before.add(things(host));
            shell(host, "mkdir -p /srv/fast");
            virsh(host, "pool-define-as fast dir --target /srv/fast; pool-start fast");
            at(host).createVolume(new VolumeSpec("default", BASE, VolumeFormat.QCOW2, MIB, null));
        }
        at("h1").createVolume(new VolumeSpec("default", GUEST, VolumeFormat.QCOW2, Files.size(lab.guestImage()), null));
        at("h1").upload("default", GUEST, Content.of(lab.guestImage()));
        sudo.install();
    }

    private static int index(String host) {
        return host.charAt(1) - '1';
    }

    private String shell(String host, String script) {
        return lab.root(index(host), script);
    }

    /** Each line of what one virsh answers to commands; it goes on after a failure. */
    private List<String> virsh(String host, String commands) {
        return shell(host, "virsh -q -c qemu:///system '" + commands + "' 2>&1 || true")
                .lines()
                .toList();
    }

    private Set<String> things(String host) {
        Set<String> things = new HashSet<>();
        for (Kind kind : Kind.values()) {
            virsh(host, kind.list)
                    .forEach(line -> things.add(kind + " " + line.strip().split(" ")[0]));
        }
        return things;
    }

    @Override
    public boolean areReal() {
        return true;
    }

    @Override
    public Hypervisors hypervisors() {
        return hypervisors;
    }

    @Override
    public InetAddress siteAddress() {
        return lab.gateway();
    }

    @Override
    public HostRegistration registration(String host) {
        Lab.Host there = lab.hosts().get(index(host));
        return new HostRegistration(
                host,
                host,
                there.address(),
                there.port(),
                lab.user(),
                HostRegistration.SYSTEM_URI,
                0,
                0,
                there.hostKey(),
                false,
                List.of(),
                null);
    }

    @Override
    public Hypervisor at(String host) {
        HostEndpoint there = lab.endpoint(index(host));
        return hypervisors.at(new HostEndpoint(
                host, there.address(), there.port(), there.user(), there.libvirtUri(), there.hostKey(), false));
    }

    /** As virsh tells it, without the marks of domains, without how full volumes are, and without what libvirt sees of both later. */
    @Override
    public List<String> picture(String host) {
        return shell(host, """
                v() { virsh -q -c qemu:///system "$@"; }
                {
                  for d in $(v list --all --uuid | sort); do
                    echo "domstate $d"; echo "dumpxml --inactive $d"; echo "domblklist $d"; echo "snapshot-list $d --tree"
                  done
                  for p in default fast; do
                    for f in $(v vol-list $p | awk '{print $1}'); do echo "vol-dumpxml --pool $p $f"; done
                  done
                  for n in $(v net-list --all --name); do echo "net-dumpxml --inactive $n"; done
                  for f in $(v nwfilter-list | awk '/kloigos/ {print $2}'); do echo "nwfilter-dumpxml $f"; done
                  echo "pool-list --all"; echo "net-list --all"
                } | v | sed -e '/<metadata>/,/<.metadata>/d' -e '/<timestamps>/,/<.timestamps>/d' -e '/<allocation/d' -e '/<physical/d' \
                      -e '/<metadata.>/d' -e '/<clusterSize/d' -e '/<features.>/d' -e '/<backingStore.>/d'
                ip -br link show type bridge | awk '/^klbr/ {print $1}'""").lines().toList();
    }

    @Override
    public byte[] image() {
        try (InputStream blank = at("h1").storage().content("default", BASE).open()) {
            return blank.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public String obedientImage() {
        return GUEST;
    }

    @Override
    public void awaitGuest(String host, UUID vmId) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> !at(host).domain(vmId).orElseThrow().addresses().isEmpty());
    }

    @Override
    public String uplink() {
        return "eth0";
    }

    @Override
    public List<String> vlanBridges(String host) {
        return shell(host, "ip -br link show type bridge | awk '/^klbr/ {print $1}'")
                .lines()
                .toList();
    }

    /** The rule for it is the only one of its priority. */
    @Override
    public boolean letsAllOut(String host, UUID vmId) {
        return shell(host, """
                v() { virsh -q -c qemu:///system "$@"; }
                for f in $(v dumpxml %s | sed -n "s/.*<filterref filter='\\([^']*\\)'.*/\\1/p"); do v nwfilter-dumpxml $f; done
                """.formatted(vmId)).contains("priority='700'");
    }

    @Override
    public void write(String host, String pool, String volume, String text) {
        shell(host, """
                printf %%s '%s' > /tmp/kill-text && truncate -s 512 /tmp/kill-text &&
                qemu-io -f qcow2 -c 'write -s /tmp/kill-text 0 512' \
                    $(virsh -q -c qemu:///system vol-path --pool %s %s)""".formatted(text, pool, volume));
    }

    @Override
    public String read(String host, String pool, String volume, int length) {
        return shell(host, """
                qemu-img dd -U -O raw bs=512 count=1 of=/tmp/kill-text \
                    if=$(virsh -q -c qemu:///system vol-path --pool %s %s) && head -c %d /tmp/kill-text""".formatted(pool, volume, length));
    }

    @Override
    public void define(String host, UUID id, String name, int cpuCores) {
        if (at(host).domain(id).isPresent()) {
            virsh(host, "setvcpus %1$s %2$d --maximum --config; setvcpus %1$s %2$d --config".formatted(id, cpuCores));
            return;
        }
        shell(host, """
                virsh -q -c qemu:///system define /dev/stdin <<'X'
                <domain type='qemu'><name>%s</name><uuid>%s</uuid><memory unit='MiB'>64</memory><vcpu>%d</vcpu>
                <os><type>hvm</type></os></domain>
                X""".formatted(name, id, cpuCores));
    }

    @Override
    public void close() {
        for (String host : List.of("h1", "h2")) {
            for (Kind kind : Kind.values()) {
                things(host).stream()
                        .filter(thing -> thing.startsWith(kind + " ")
                                && !before.get(index(host)).contains(thing))
                        .forEach(thing -> virsh(host, kind.remove.formatted(thing.split(" ")[1])));
            }
            shell(host, "rm -rf /srv/fast");
        }
        sudo.remove();
        hypervisors.close();
    }
}
