package io.kloigos.bench;

import io.kloigos.core.Caller;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.EmbeddedMariaDb;
import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostAction;
import io.kloigos.core.host.HostStatus;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRequest;
import io.kloigos.ssh.SshHypervisors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Yardstick P9: a VM is made and started, from an image and with a seed, through the Java API and by the same virsh commands
 * over one warm shell, in turns.
 */
final class ProvisionBench {
    private static final Caller BENCH = Caller.of("bench");
    private static final String BASE = "bench-base.qcow2";
    private static final String FOLDER = "/tmp/kloigos-bench-provision";
    private static final String HAND = "bench-by-hand";

    private final Options options;
    private final Lab lab;
    private final Kloigos engine;
    private final BareShell virsh;
    private final BareShell root;

    private ProvisionBench(Options options, Lab lab, Kloigos engine, BareShell virsh, BareShell root) {
        this.options = options;
        this.lab = lab;
        this.engine = engine;
        this.virsh = virsh;
        this.root = root;
    }

    static void run(Options options) throws Exception {
        Lab lab = Lab.running(options.lab());
        Path folder = Files.createDirectories(options.work())
                .resolve("provision-" + ProcessHandle.current().pid());
        try (EmbeddedMariaDb database = EmbeddedMariaDb.start(folder);
                Kloigos engine = Kloigos.open(
                        KloigosConfig.server(
                                database.access().url(),
                                database.access().user(),
                                database.access().password()),
                        new SshHypervisors(lab.ssh()));
                BareShell virsh = BareShell.virsh(lab);
                BareShell root = BareShell.root(lab)) {
            Machine.print("");
            ProvisionBench bench = new ProvisionBench(options, lab, engine, virsh, root);
            bench.register();
            virsh.ask("vol-create-as default " + BASE + " 64M --format qcow2");
            try {
                bench.measure();
            } finally {
                virsh.ask("vol-delete " + BASE + " --pool default");
                root.ask("rm -rf " + FOLDER);
            }
        } finally {
            Trees.delete(folder);
        }
    }

    private void register() {
        Host registered = engine.hosts().register(BENCH, lab.registration());
        if (registered.status() != HostStatus.READY) {
            throw new IllegalStateException("the host is " + registered.status() + ": " + registered.reason());
        }
    }

    private void measure() throws Exception {
        describe();
        List<Long> ours = new ArrayList<>();
        List<Long> bare = new ArrayList<>();
        for (int turn = 0; turn < options.provisions() + 2; turn++) {
            long byUs = makeOurs();
            long byHand = makeByHand();
            // the first turns warm both up
            if (turn >= 2) {
                ours.add(byUs);
                bare.add(byHand);
            }
        }
        stopWatching();
        List<Long> alone = new ArrayList<>();
        for (int turn = 0; turn < options.provisions(); turn++) {
            alone.add(makeByHand());
        }
        Latencies us = latencies(ours);
        Latencies hand = latencies(bare);
        Latencies unwatched = latencies(alone);
        System.out.println("| way | times | median ms | p90 ms | longest ms |");
        System.out.println("| --- | --- | --- | --- | --- |");
        print("Java API, `vms().provision`: recorded, running, seen", us);
        print("the same virsh commands over one warm shell", hand);
        print("the same afterwards, with nobody watching the host", unwatched);
        System.out.printf(
                Locale.ROOT,
                "%nOurs takes %.2f times what the commands take, and %.2f times what they take on a host that nobody watches.%n",
                us.millisAt(0.5) / hand.millisAt(0.5),
                us.millisAt(0.5) / unwatched.millisAt(0.5));
    }

    /** What changes on the host costs its processors more while we look at it. */
    private void stopWatching() throws InterruptedException {
        String hostId = lab.endpoint().hostId();
        engine.hosts().act(BENCH, hostId, HostAction.DISABLE);
        while (engine.hosts().get(hostId).isReachable()) {
            Thread.sleep(50);
        }
    }

    private Vm provision(String name) {
        VmRequest request = new VmRequest(
                lab.endpoint().hostId(),
                name,
                1,
                32,
                BASE,
                VmRequest.DEFAULT_NETWORK,
                null,
                List.of(),
                null,
                Map.of(),
                null,
                true);
        return engine.vms().provision(BENCH, request).result().join();
    }

    private void delete(Vm vm) {
        engine.vms().delete(BENCH, vm.vmId(), false).result().join();
    }

    private long makeOurs() {
        long start = System.nanoTime();
        Vm vm = provision("bench-ours");
        long nanos = System.nanoTime() - start;
        delete(vm);
        return nanos;
    }

    /** Puts the description and the seed of one of our VMs where the commands find them, under other names. */
    private void describe() throws IOException {
        Vm like = provision("bench-like");
        String id = like.vmId().toString();
        String virshThere = "virsh -q -c qemu:///system ";
        root.ask("mkdir -p -m 755 " + FOLDER + "\n"
                + virshThere + "dumpxml --inactive " + id + " | sed '/<metadata>/,/<\\/metadata>/d;"
                + "s/" + id + "/" + UUID.nameUUIDFromBytes(new byte[] {9}) + "/g;s/bench-like/" + HAND + "/g;"
                + "s/<mac address=.*/<mac address=\"52:54:00:be:7c:01\"\\/>/' > " + FOLDER + "/domain.xml\n"
                + virshThere + "vol-download --pool default kloigos-" + id + "-seed.iso " + FOLDER + "/seed.iso\n"
                + "chmod 644 " + FOLDER + "/*");
        delete(like);
    }

    private static String volume(String suffix) {
        return "kloigos-" + UUID.nameUUIDFromBytes(new byte[] {9}) + "-" + suffix;
    }

    private long makeByHand() throws IOException {
        String size = root.ask("stat -c %s " + FOLDER + "/seed.iso").replaceAll("(?s)^\\D*(\\d+).*", "$1");
        String root = volume("root.qcow2");
        String seed = volume("seed.iso");
        long start = System.nanoTime();
        virsh.ask("vol-create-as default " + root + " 64M --format qcow2 --backing-vol " + BASE
                + " --backing-vol-format qcow2");
        virsh.ask("vol-create-as default " + seed + " " + size + "b --format raw");
        virsh.ask("vol-upload --pool default " + seed + " " + FOLDER + "/seed.iso");
        virsh.ask("define " + FOLDER + "/domain.xml");
        virsh.ask("start " + HAND);
        String state = virsh.ask("domstate " + HAND);
        long nanos = System.nanoTime() - start;
        if (!state.contains("running")) {
            throw new IOException("the domain made by hand is not running: " + state);
        }
        virsh.ask("destroy " + HAND);
        virsh.ask("undefine " + HAND);
        virsh.ask("vol-delete --pool default " + root);
        virsh.ask("vol-delete --pool default " + seed);
        return nanos;
    }

    private static Latencies latencies(List<Long> nanos) {
        return Latencies.of(nanos.stream().mapToLong(Long::longValue).toArray());
    }

    private static void print(String what, Latencies latencies) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | **%,.0f** | %,.0f | %,.0f |%n",
                what,
                latencies.count(),
                latencies.millisAt(0.5),
                latencies.millisAt(0.9),
                latencies.millisAt(1));
    }
}
