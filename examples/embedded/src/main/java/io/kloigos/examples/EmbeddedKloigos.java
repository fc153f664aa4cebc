package io.kloigos.examples;

import io.kloigos.core.Caller;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.image.Image;
import io.kloigos.core.server.Claim;
import io.kloigos.core.server.Server;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRequest;
import io.kloigos.ssh.SshConfig;
import io.kloigos.ssh.SshHypervisors;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** Kloigos as a library: a pool, a host and a VM, without HTTP and with a database of its own in a folder. */
public final class EmbeddedKloigos {
    private static final String USAGE =
            """
            Claims servers of a pool, and starts a VM on a KVM host, with Kloigos as a library.

              embedded DATA HOST HOST_KEY IMAGE [SSH_KEY]

              DATA      folder for the database, made if it is missing
              HOST      USER@ADDRESS[:PORT] of a KVM host; USER is in its group libvirt
              HOST_KEY  its OpenSSH public key line, in quotes, as ssh-keyscan prints it without the name
              IMAGE     a qcow2 or raw file on this machine
              SSH_KEY   private key to log in with; else the SSH agent or ~/.ssh
            """;
    private static final Caller ME = Caller.of("embedded-example");

    private final Kloigos kloigos;
    private final PrintStream out;

    private EmbeddedKloigos(Kloigos kloigos, PrintStream out) {
        this.kloigos = kloigos;
        this.out = out;
    }

    public static void main(String[] arguments) {
        if (arguments.length < 4 || arguments.length > 5) {
            System.err.print(USAGE);
            System.exit(2);
        }
        try {
            run(List.of(arguments), System.out);
        } catch (KloigosException e) {
            System.err.println(e.code() + ": " + e.getMessage());
            System.exit(1);
        }
    }

    static void run(List<String> arguments, PrintStream out) {
        SshConfig ssh = SshConfig.defaults().withKeyFile(arguments.size() == 5 ? Path.of(arguments.get(4)) : null);
        KloigosConfig config = KloigosConfig.embedded(Path.of(arguments.get(0)));
        // closing the engine closes the connections to the hosts too
        try (Kloigos kloigos = Kloigos.open(config, new SshHypervisors(ssh))) {
            EmbeddedKloigos example = new EmbeddedKloigos(kloigos, out);
            example.useThePool();
            example.startVm(arguments.get(1), arguments.get(2), Path.of(arguments.get(3)));
        } catch (CompletionException e) {
            // what a future failed with is the same exception that a plain call throws
            throw e.getCause() instanceof KloigosException cause ? cause : e;
        }
    }

    private void useThePool() {
        List<Server> inventory = List.of(
                Server.free("srv3_n0", "10.0.0.3", 0),
                Server.free("srv3_n1", "10.0.0.3", 1),
                Server.free("srv4_n0", "10.0.0.4", 0));
        out.println("Imported: " + kloigos.servers().importAll(ME, inventory));
        // two servers on two machines, or none
        Claim wish = Claim.of("peru").withCount(2).withAntiAffinity();
        List<Server> claimed = kloigos.servers().claim(ME, wish).join();
        claimed.forEach(server -> out.println("Claimed: " + server.hostname() + " at " + server.ansibleHost()));
        claimed.forEach(server -> kloigos.servers().release(ME, server.hostname()));
        out.println("Given back: " + claimed.size());
    }

    private void startVm(String account, String hostKey, Path imageFile) {
        Host host = kloigos.hosts().register(ME, registration(account, hostKey));
        out.println("Host: " + host.hostId() + " is " + host.status().word()
                + (host.isReachable() ? "" : ", " + host.reason()));
        // again with the same file, this finds that the host has it
        Image image = kloigos.images()
                .load(ME, host.hostId(), "example", "1", imageFile)
                .result()
                .join();
        out.println("Image: " + image.name() + " " + image.version() + " is there");
        Vm vm = kloigos.vms().provision(ME, request(host, image)).result().join();
        out.println("VM: " + vm.name() + " is " + vm.powerState().word());
        kloigos.vms().delete(ME, vm.vmId(), false).result().join();
        out.println("VM: " + vm.name() + " is deleted");
    }

    private static HostRegistration registration(String account, String hostKey) {
        String user = account.substring(0, account.indexOf('@'));
        String[] place = account.substring(account.indexOf('@') + 1).split(":", 2);
        int port = place.length == 2 ? Integer.parseInt(place[1]) : 22;
        return new HostRegistration(
                "kvm1",
                "the first host",
                place[0],
                port,
                user,
                HostRegistration.SYSTEM_URI,
                0,
                0,
                hostKey,
                false,
                List.of(),
                null);
    }

    private static VmRequest request(Host host, Image image) {
        return new VmRequest(
                host.hostId(),
                "example",
                1,
                128,
                image.name(),
                VmRequest.DEFAULT_NETWORK,
                null,
                List.of(),
                null,
                Map.of("made-by", "example"),
                null,
                true);
    }
}
