package io.kloigos.bench;

import io.kloigos.core.Caller;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.EmbeddedMariaDb;
import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostStatus;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmAction;
import io.kloigos.core.vm.VmRequest;
import io.kloigos.core.vm.VmService;
import io.kloigos.core.vm.VmVolumes;
import io.kloigos.core.vm.migration.MigrationRequest;
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
 * A running VM moves from one host to the other and back with its disk, through the Java API, and another one like it by the
 * virsh commands that somebody would type into warm shells on both hosts, in turns.
 */
final class MigrateBench {
    private static final Caller BENCH = Caller.of("bench");
    private static final String HAND = "bench-by-hand";
    private static final String HAND_DISK = HAND + ".qcow2";
    private static final String FOLDER = "/tmp/kloigos-bench-migrate";
    private static final int DISK_MIB = 256;

    private final Options options;
    private final Kloigos engine;
    private final List<HandSide> sides;

    /** A host as somebody has it open: a virsh prompt and a root's shell. */
    private record HandSide(Lab lab, BareShell virsh, BareShell root) implements AutoCloseable {
        static HandSide open(Lab lab, SshAgent agent) throws IOException {
            return new HandSide(lab, BareShell.virshWith(lab, agent), BareShell.root(lab));
        }

        String id() {
            return lab.endpoint().hostId();
        }

        String uri() {
            return "qemu+ssh://" + lab.user() + "@" + lab.endpoint().address() + "/system tcp://"
                    + lab.endpoint().address();
        }

        @Override
        public void close() {
            virsh.close();
            root.close();
        }
    }

    private MigrateBench(Options options, Kloigos engine, List<HandSide> sides) {
        this.options = options;
        this.engine = engine;
        this.sides = sides;
    }

    static void run(Options options) throws Exception {
        Lab first = Lab.running(options.lab());
        Lab second = first.host(1);
        Path folder = Files.createDirectories(options.work())
                .resolve("migrate-" + ProcessHandle.current().pid());
        try (EmbeddedMariaDb database = EmbeddedMariaDb.start(folder);
                Kloigos engine = Kloigos.open(
                        KloigosConfig.server(
                                database.access().url(),
                                database.access().user(),
                                database.access().password()),
                        new SshHypervisors(first.ssh()));
                SshAgent agent = SshAgent.with(first.key(), folder.resolve("agent"));
                HandSide here = HandSide.open(first, agent);
                HandSide there = HandSide.open(second, agent)) {
            Machine.print("");
            new MigrateBench(options, engine, List.of(here, there)).measure();
        } finally {
            Trees.delete(folder);
        }
    }

    private void measure() throws Exception {
        for (HandSide side : sides) {
            Host registered = engine.hosts().register(BENCH, side.lab().registration());
            if (registered.status() != HostStatus.READY) {
                throw new IllegalStateException(side.id() + " is " + registered.status() + ": " + registered.reason());
            }
        }
        Vm vm = makeBoth();
        try {
            compare(vm);
        } finally {
            engine.vms().delete(BENCH, vm.vmId(), false).result().join();
            for (HandSide side : sides) {
                side.virsh().ask("destroy " + HAND);
                side.virsh().ask("undefine " + HAND);
                side.virsh().ask("vol-delete --pool default " + HAND_DISK);
                side.root().ask("rm -rf " + FOLDER);
            }
        }
    }

    /** Two VMs alike, with as much on their disks that nothing can be saved in copying it. */
    private Vm makeBoth() throws IOException {
        Vm vm = engine.vms()
                .provision(
                        BENCH,
                        new VmRequest(
                                sides.get(0).id(),
                                "bench-moved",
                                1,
                                64,
                                null,
                                VmRequest.DEFAULT_NETWORK,
                                1,
                                List.of(),
                                null,
                                Map.of(),
                                null,
                                false))
                .result()
                .join();
        String id = vm.vmId().toString();
        String virsh = "virsh -q -c qemu:///system ";
        sides.get(0)
                .root()
                .ask("mkdir -p -m 755 " + FOLDER + "\nhead -c " + DISK_MIB + "M /dev/urandom > " + FOLDER + "/raw\n"
                        + "qemu-img convert -f raw -O qcow2 " + FOLDER + "/raw " + FOLDER + "/disk.qcow2\n"
                        + "qemu-img resize " + FOLDER + "/disk.qcow2 1G\nrm " + FOLDER + "/raw\n"
                        + virsh + "vol-create-as default " + HAND_DISK + " 1G --format qcow2\n"
                        + virsh + "vol-upload --pool default " + HAND_DISK + " " + FOLDER + "/disk.qcow2\n"
                        + virsh + "vol-upload --pool default " + VmVolumes.root(vm.vmId()) + " " + FOLDER
                        + "/disk.qcow2\n"
                        + virsh + "dumpxml --inactive " + id + " | sed '/<metadata>/,/<\\/metadata>/d;"
                        + "s/kloigos-" + id + "-root.qcow2/" + HAND_DISK + "/;"
                        + "s/" + id + "/" + UUID.nameUUIDFromBytes(new byte[] {8}) + "/g;s/bench-moved/" + HAND + "/g;"
                        + "s/<mac address=.*/<mac address=\"52:54:00:be:7c:02\"\\/>/' > " + FOLDER + "/domain.xml\n"
                        + virsh + "define " + FOLDER + "/domain.xml\n" + virsh + "start " + HAND);
        engine.vms()
                .act(BENCH, vm.vmId(), VmAction.START, VmService.STOP_DEADLINE)
                .result()
                .join();
        return vm;
    }

    private void compare(Vm vm) throws IOException {
        List<Long> ours = new ArrayList<>();
        List<Long> bare = new ArrayList<>();
        for (int turn = 0; turn < options.moves() + 2; turn++) {
            HandSide from = sides.get(turn % 2);
            HandSide to = sides.get(1 - turn % 2);
            long byUs = moveOurs(vm, to);
            long byHand = moveByHand(from, to);
            // the first turns, one in each direction, warm both up
            if (turn >= 2) {
                ours.add(byUs);
                bare.add(byHand);
            }
        }
        Latencies us = latencies(ours);
        Latencies hand = latencies(bare);
        System.out.println("| way | times | median ms | p90 ms | longest ms |");
        System.out.println("| --- | --- | --- | --- | --- |");
        print("Java API, `migrations().migrate`: checked, moved, recorded, originals deleted, both hosts seen", us);
        print("virsh by hand: room made, moved, original deleted, state asked", hand);
        System.out.printf(
                Locale.ROOT,
                "%nA disk of 1 GiB with %d MiB on it. Ours takes %.2f times what the commands take.%n",
                DISK_MIB,
                us.millisAt(0.5) / hand.millisAt(0.5));
    }

    private long moveOurs(Vm vm, HandSide to) {
        long start = System.nanoTime();
        Vm moved = engine.migrations()
                .migrate(BENCH, vm.vmId(), new MigrationRequest(to.id(), true, null))
                .result()
                .join();
        long nanos = System.nanoTime() - start;
        if (!moved.hostId().equals(to.id())) {
            throw new IllegalStateException("it is on " + moved.hostId());
        }
        return nanos;
    }

    private static long moveByHand(HandSide from, HandSide to) throws IOException {
        long start = System.nanoTime();
        to.virsh().ask("vol-create-as default " + HAND_DISK + " 1G --format qcow2");
        from.virsh().ask("migrate --live --persistent --undefinesource --copy-storage-all " + HAND + " " + to.uri());
        from.virsh().ask("vol-delete --pool default " + HAND_DISK);
        String state = to.virsh().ask("domstate " + HAND);
        long nanos = System.nanoTime() - start;
        if (!state.contains("running")) {
            throw new IOException("the domain moved by hand is not running on " + to.id() + ": " + state);
        }
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
