package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.HostFigures;
import io.kloigos.ssh.transport.Deadline;
import io.kloigos.ssh.transport.HostConnection;
import io.kloigos.ssh.virsh.Edit;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.UUID;
import org.apache.sshd.client.channel.ChannelExec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every problem that we tell apart, provoked on a real host. */
@Timeout(120)
class VirshErrorsLabIT {
    private static final String NOBODY = "nobody-of-that-name";

    private final Lab lab = Lab.running();
    private final SshHypervisors hypervisors = new SshHypervisors(lab.config());
    private final HostConnection connection = hypervisors.connection(lab.endpoint(1));
    private final Virsh virsh = new Virsh(connection, new SecureRandom());
    private final String tag = "errors-" + UUID.randomUUID().toString().substring(0, 8);
    private final Deque<Runnable> leftovers = new ArrayDeque<>();

    @AfterEach
    void leaveNothingBehind() {
        leftovers.forEach(Runnable::run);
        virsh.close();
        hypervisors.close();
    }

    private VirshReply run(String... words) {
        return virsh.change(VirshCommand.of(words[0]).with(Arrays.copyOfRange(words, 1, words.length)));
    }

    private void undo(String... words) {
        leftovers.push(() -> run(words));
    }

    private void means(VirshProblem problem, String... words) {
        VirshReply reply = run(words);
        assertThat(reply.problem()).as(reply.err()).isEqualTo(problem);
    }

    private VirshReply feed(String document, String verb) {
        return virsh.feed(VirshCommand.of(verb, "--file", "/dev/stdin"), document, Edit.NONE);
    }

    private static String guest(String name, String disk) {
        return "<domain type='qemu'><name>" + name + "</name><memory>32768</memory><os><type>hvm</type></os>"
                + "<devices><disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='" + disk
                + "'/><target dev='vda'/></disk></devices></domain>";
    }

    private String define(String name) {
        String path = "/var/lib/libvirt/images/" + tag;
        run("vol-create-as", "--pool", "default", "--name", tag, "--capacity", "1M");
        undo("vol-delete", "--pool", "default", "--vol", tag);
        virsh.require(feed(guest(name, path), "define"));
        undo("undefine", "--domain", name);
        undo("destroy", "--domain", name);
        return name;
    }

    @Test
    void whatIsNotThere() {
        define(tag);
        means(VirshProblem.NO_DOMAIN, "domstate", "--domain", NOBODY);
        means(VirshProblem.NO_DOMAIN, "dumpxml", "--domain", UUID.randomUUID().toString());
        means(VirshProblem.NO_DOMAIN, "start", "--domain", NOBODY);
        means(VirshProblem.NO_DOMAIN, "autostart", "--domain", NOBODY);
        means(VirshProblem.NO_POOL, "pool-dumpxml", "--pool", NOBODY);
        means(VirshProblem.NO_POOL, "vol-list", "--pool", UUID.randomUUID().toString());
        means(VirshProblem.NO_VOLUME, "vol-dumpxml", "--pool", "default", "--vol", NOBODY);
        means(VirshProblem.NO_NETWORK, "net-dumpxml", "--network", NOBODY);
        means(VirshProblem.NO_NETWORK, "net-dhcp-leases", "--network", NOBODY);
        means(VirshProblem.NO_SNAPSHOT, "snapshot-dumpxml", "--domain", tag, "--snapshotname", NOBODY);
    }

    /** libvirt's test driver knows no memory of its node. */
    @Test
    void whatADriverCannotDoIsNoReasonToGiveAHostUp() {
        HostEndpoint real = lab.endpoint(1);
        HostEndpoint endpoint = new HostEndpoint(
                "test-driver", real.address(), real.port(), real.user(), "test:///default", real.hostKey(), false);
        try (Virsh test = new Virsh(hypervisors.connection(endpoint), new SecureRandom())) {
            VirshReply reply = test.query(VirshCommand.of("nodememstats"));
            assertThat(reply.problem()).as(reply.err()).isEqualTo(VirshProblem.UNSUPPORTED);
        }
        HostFigures figures = hypervisors.at(endpoint).figures();
        assertThat(figures.memoryBytes()).isZero();
        assertThat(figures.cpuIdleNanos()).isPositive();
    }

    @Test
    void whatRunsAndWhatDoesNot() {
        define(tag);
        for (String verb : new String[] {"shutdown", "destroy", "reboot", "suspend"}) {
            means(VirshProblem.NOT_RUNNING, verb, "--domain", tag);
        }
        means(VirshProblem.NOT_RUNNING, "desc", "--domain", tag, "--live", "x");
        virsh.require(run("start", "--domain", tag));
        means(VirshProblem.ALREADY_ACTIVE, "start", "--domain", tag);
        means(VirshProblem.ALREADY_ACTIVE, "resume", "--domain", tag);
    }

    @Test
    void aDiskInTheFirstFormatThatHoldsSnapshots() {
        run("vol-create-as", "--pool", "default", "--name", tag, "--capacity", "1M", "--format", "qcow2");
        undo("vol-delete", "--pool", "default", "--vol", tag);
        String disk = guest(tag, "/var/lib/libvirt/images/" + tag).replace("type='raw'", "type='qcow2'");
        virsh.require(feed(disk, "define"));
        undo("undefine", "--domain", tag, "--snapshots-metadata");
        undo("destroy", "--domain", tag);
        virsh.require(run("snapshot-create-as", "--domain", tag, "--name", "s"));
        means(VirshProblem.OLD_SNAPSHOTS, "vol-resize", "--pool", "default", "--vol", tag, "--capacity", "2M");
        virsh.require(run("start", "--domain", tag));
        means(VirshProblem.OLD_SNAPSHOTS, "blockresize", "--domain", tag, "--path", "vda", "--size", "2M");
    }

    @Test
    void aDiskThatAnotherGuestHolds() {
        virsh.require(run("start", "--domain", define(tag)));
        means(VirshProblem.LOCKED, "start", "--domain", define(tag + "-2"));
    }

    @Test
    void whatIsThereAlready() {
        define(tag);
        assertThat(feed(
                                guest(tag, "/x").replace("<memory>", "<uuid>" + UUID.randomUUID() + "</uuid><memory>"),
                                "define")
                        .problem())
                .isEqualTo(VirshProblem.EXISTS);
        assertThat(feed("<network><name>default</name></network>", "net-define").problem())
                .isEqualTo(VirshProblem.EXISTS);
        means(VirshProblem.EXISTS, "vol-create-as", "--pool", "default", "--name", tag, "--capacity", "1M");
    }

    @Test
    void aPoolThatIsStoppedOrFull() {
        lab.root(1, "mkdir -p /tmp/" + tag + " && mount -t tmpfs -o size=1m,mode=777 tmpfs /tmp/" + tag);
        leftovers.push(() -> lab.root(1, "umount /tmp/" + tag + "; rmdir /tmp/" + tag));
        virsh.require(run("pool-define-as", "--name", tag, "--type", "dir", "--target", "/tmp/" + tag));
        undo("pool-undefine", "--pool", tag);
        means(VirshProblem.POOL_INACTIVE, "vol-list", "--pool", tag);
        means(VirshProblem.POOL_INACTIVE, "vol-dumpxml", "--pool", tag, "--vol", NOBODY);
        means(VirshProblem.POOL_INACTIVE, "vol-create-as", "--pool", tag, "--name", "v", "--capacity", "1k");

        virsh.require(run("pool-start", "--pool", tag));
        undo("pool-destroy", "--pool", tag);
        String[] create = {"vol-create-as", "--pool", tag, "--name", "v", "--capacity", "16M", "--allocation", "16M"};
        means(VirshProblem.NO_SPACE, create);
        assertThat(virsh.feed(
                                VirshCommand.of(
                                        "vol-create", "--pool", tag, "--file", "/dev/stdin", "--prealloc-metadata"),
                                "<volume><name>w</name><capacity>99999999999</capacity><target><format type='qcow2'/>"
                                        + "</target></volume>",
                                Edit.NONE)
                        .problem())
                .isEqualTo(VirshProblem.NO_SPACE);
    }

    @Test
    void nobodyIsLetInToASocketThatIsNotTheirs() {
        lab.root(1, "chmod 600 /run/libvirt/libvirt-sock");
        leftovers.push(() -> lab.root(1, "chmod 770 /run/libvirt/libvirt-sock"));
        VirshReply reply =
                virsh.feedPatiently(VirshCommand.of("define", "--file", "/dev/stdin"), "<domain/>", Edit.NONE);
        assertThat(reply.problem()).as(reply.err()).isEqualTo(VirshProblem.PERMISSION);
        assertThat(hypervisors.contact(lab.endpoint(1), Duration.ofSeconds(10)))
                .isInstanceOfSatisfying(
                        Contact.Failed.class,
                        failed -> assertThat(failed.obstacle()).isEqualTo(Contact.Obstacle.NO_PERMISSION));
    }

    @Test
    void whoMayOnlyReadMayNotChange() {
        define(tag);
        HostEndpoint one = lab.endpoint(1);
        HostEndpoint reader = new HostEndpoint(
                "reader",
                one.address(),
                one.port(),
                one.user(),
                "qemu+unix:///system?socket=/run/libvirt/libvirt-sock-ro",
                one.hostKey(),
                false);
        try (Virsh readOnly = new Virsh(hypervisors.connection(reader), new SecureRandom())) {
            VirshReply reply = readOnly.change(VirshCommand.of("start", "--domain", tag));
            assertThat(reply.problem()).as(reply.err()).isEqualTo(VirshProblem.PERMISSION);
        }
    }

    @Test
    void libvirtThatIsAway() {
        assertThat(run("echo").ok()).isTrue();
        lab.root(1, "lab-service stop libvirtd");
        try {
            means(VirshProblem.LIBVIRT_AWAY, "domstate", "--domain", NOBODY);
            assertThat(feed("<domain/>", "define").problem()).isEqualTo(VirshProblem.LIBVIRT_AWAY);
        } finally {
            lab.root(1, "lab-service start libvirtd");
        }
        await().ignoreExceptions().untilAsserted(() -> means(VirshProblem.NO_DOMAIN, "domstate", "--domain", NOBODY));
    }

    @Test
    void aHostWithoutVirsh() {
        for (String line : new String[] {"exec env PATH=/nowhere virsh", "PATH=/nowhere; virsh"}) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            ChannelExec channel =
                    connection.exec(line, OutputStream.nullOutputStream(), err, Deadline.in(Duration.ofSeconds(5)));
            await().until(channel::isClosed);
            String said = err.toString(StandardCharsets.UTF_8);
            assertThat(new VirshReply("", "error: " + said).problem()).as(said).isEqualTo(VirshProblem.NO_VIRSH);
        }
    }
}
