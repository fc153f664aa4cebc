package io.kloigos.core.vm.nic;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.network.AddressRequest;
import io.kloigos.core.network.Reservations;
import io.kloigos.core.network.ReservedAddress;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.vm.MacAddress;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmChange;
import io.kloigos.core.vm.VmSpec;
import io.kloigos.core.vm.VmVerbs;
import io.kloigos.core.vm.VmVerbs.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Network interfaces of VMs, changed while they run and from their next start on. */
public final class NicService {
    private final VmVerbs verbs;
    private final Reservations reservations;
    private final List<TaskHandler<?>> handlers;

    public NicService(
            VmVerbs verbs,
            Database database,
            HostService hosts,
            EventService events,
            Reservations reservations,
            Guards guards) {
        this.verbs = verbs;
        this.reservations = reservations;
        this.handlers = List.of(new AttachNic(database, hosts, events, guards), new DetachNic(database, hosts, events));
    }

    public List<TaskHandler<?>> handlers() {
        return handlers;
    }

    /**
     * Plugs an interface in. {@code CONFLICT} when the VM has one of that MAC; the result fails with {@code NOT_FOUND}
     * without the network.
     */
    public Pending<Vm> attach(Caller caller, UUID vmId, NicRequest request) {
        return verbs.accept(caller, AttachNic.TYPE, vmId, request, (tx, vm) -> {
            VmSpec spec = vm.requireSpec();
            String mac = request.mac() != null
                    ? request.mac()
                    : MacAddress.of(caller.newId(List.of(vmId, vm.generation(), request)));
            if (spec.nics().stream().anyMatch(nic -> nic.mac().equalsIgnoreCase(mac))) {
                throw KloigosException.conflict("VM " + vm.name() + " has an interface " + mac + " already.");
            }
            NicSpec nic = new NicSpec(request.network(), mac, request.model(), request.address());
            List<NicSpec> nics = new ArrayList<>(spec.nics());
            nics.add(nic);
            VmChange change = VmChange.of(vm, vm.wanted().withSpec(spec.withNics(nics)));
            return new Work(
                    new AttachNic.Params(change, nic, kept(tx, vm, nic)),
                    "Plug an interface on network " + nic.network() + " into VM " + vm.name());
        });
    }

    /** The address to keep for it; null when there is none, and when it is kept already. */
    private @Nullable ReservedAddress kept(Transaction tx, Vm vm, NicSpec nic) {
        if (nic.address() == null) {
            return null;
        }
        UUID network = reservations.networkNamed(tx, vm.hostId(), nic.network());
        boolean isKept = reservations.ofVm(tx, vm.vmId()).stream()
                .anyMatch(each -> each.networkId().equals(network)
                        && each.hostId().equals(vm.hostId())
                        && each.mac().equals(nic.mac())
                        && each.address().equals(nic.address()));
        return isKept
                ? null
                : reservations.reserve(
                        tx, new AddressRequest(network, vm.hostId(), nic.mac(), nic.address(), null, vm.vmId()));
    }

    /**
     * Unplugs an interface; the address that is kept for it stays kept. {@code NOT_FOUND} when the VM has none of that MAC; the result fails with {@code CONFLICT} when
     * the guest does not let go of it.
     */
    public Pending<Vm> detach(Caller caller, UUID vmId, String mac) {
        return verbs.accept(caller, DetachNic.TYPE, vmId, mac, (tx, vm) -> {
            VmSpec spec = vm.requireSpec();
            NicSpec nic = spec.nics().stream()
                    .filter(each -> each.mac().equalsIgnoreCase(mac))
                    .findFirst()
                    .orElseThrow(() -> KloigosException.notFound("interface of VM " + vm.name() + ":", mac));
            List<NicSpec> nics =
                    spec.nics().stream().filter(each -> !each.equals(nic)).toList();
            VmChange change = VmChange.of(vm, vm.wanted().withSpec(spec.withNics(nics)));
            return new Work(
                    new DetachNic.Params(change, nic), "Unplug interface " + nic.mac() + " from VM " + vm.name());
        });
    }
}
