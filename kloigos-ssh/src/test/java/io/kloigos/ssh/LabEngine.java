package io.kloigos.ssh;

import io.kloigos.core.Caller;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.DatabaseConfig;
import io.kloigos.core.drift.Drift;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.image.Image;
import io.kloigos.core.task.Pending;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** An engine on the lab's hosts, which holds the guest image on all of them and takes away what it made. */
final class LabEngine implements AutoCloseable {
    static final Caller ANN = Caller.of("ann");
    static final String VIRSH = "virsh -c qemu:///system -q ";

    static final String IMAGE = "verbs-test";

    final Lab lab = Lab.running();
    final Kloigos kloigos;
    private final List<String> before;

    LabEngine(DatabaseConfig.Server database, int hosts) throws Exception {
        kloigos = Kloigos.open(
                KloigosConfig.server(database.url(), database.user(), database.password()),
                new SshHypervisors(lab.config()));
        before = List.of(inventory(0), inventory(1));
        for (Lab.Host host : lab.hosts().subList(0, hosts)) {
            kloigos.hosts()
                    .register(
                            ANN,
                            new HostRegistration(
                                    host.name(),
                                    host.name(),
                                    host.address(),
                                    host.port(),
                                    lab.user(),
                                    HostRegistration.SYSTEM_URI,
                                    0,
                                    0,
                                    host.hostKey(),
                                    false,
                                    List.of(),
                                    null));
            ended(kloigos.images().load(ANN, host.name(), IMAGE, "1", lab.guestImage()));
        }
    }

    static <T> T ended(Pending<T> pending) throws Exception {
        return pending.result().get(120, TimeUnit.SECONDS);
    }

    static KloigosException failure(Pending<?> pending) {
        try {
            pending.result().orTimeout(120, TimeUnit.SECONDS).join();
            throw new AssertionError("did not fail");
        } catch (CompletionException e) {
            return (KloigosException) e.getCause();
        }
    }

    /** A VM on the first host whose guest has started up. */
    Vm runningVm(String name) throws Exception {
        Vm vm = startedVm(name);
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> !kloigos.vms().get(vm.vmId()).addresses().isEmpty());
        return kloigos.vms().get(vm.vmId());
    }

    /** One whose guest may not be up yet. */
    Vm startedVm(String name) throws Exception {
        return ended(kloigos.vms()
                .provision(
                        ANN,
                        new VmRequest(
                                "kvm1", name, 1, 128, IMAGE, "default", null, List.of(), null, Map.of(), null, true)));
    }

    /** What virsh says on a host. */
    String virsh(int host, String command) {
        return lab.ssh(host, VIRSH + command);
    }

    /** Its domains and volumes. */
    String inventory(int host) {
        return lab.ssh(host, VIRSH + "list --all --uuid; " + VIRSH + "vol-list default");
    }

    /** The host has what is wanted of the VM. */
    boolean isInStep(UUID vmId) {
        Vm vm = kloigos.vms().look(vmId);
        return Drift.of(vm).isEmpty() && vm.stamp().equals(vm.observed().stamp());
    }

    /** Takes everything away; fails when the hosts are not as they were. */
    @Override
    public void close() throws Exception {
        for (Vm vm : kloigos.vms().list(new VmQuery(null, null, null, null, Map.of(), null, 100))) {
            ended(kloigos.vms().delete(ANN, vm.vmId(), false));
        }
        for (Image image : kloigos.images().list()) {
            image.hosts()
                    .forEach(host -> virsh(host.equals("kvm1") ? 0 : 1, "vol-delete --pool default " + image.volume()));
        }
        kloigos.close();
        org.assertj.core.api.Assertions.assertThat(List.of(inventory(0), inventory(1)))
                .isEqualTo(before);
    }
}
