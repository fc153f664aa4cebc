package io.kloigos.core.vm.nic;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.hypervisor.NicModel;
import io.kloigos.core.network.HostNetwork;
import io.kloigos.core.network.NetworkService;
import io.kloigos.core.task.Pending;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmVerbs;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** VMs put on networks and taken off them, as seen from the network. */
public final class NetworkAttachments {
    private final NetworkService networks;
    private final VmVerbs vms;
    private final NicService nics;

    public NetworkAttachments(NetworkService networks, VmVerbs vms, NicService nics) {
        this.networks = networks;
        this.vms = vms;
        this.nics = nics;
    }

    /**
     * What to plug into a VM, or to unplug.
     *
     * @param hostId null for the VM's host
     * @param mac null for one of its own when it is plugged in, and for the only one when it is unplugged
     * @param address to be kept for it; null for any
     * @param model null for virtio
     */
    public record Attachment(
            UUID networkId,
            @Nullable String hostId,
            UUID vmId,
            @Nullable String mac,
            @Nullable String address,
            @Nullable NicModel model) {}

    /** Plugs an interface on the network into a VM. {@code NOT_FOUND} when they are not on the same host. */
    public Pending<Vm> attach(Caller caller, Attachment wanted) {
        HostNetwork network = network(wanted);
        return nics.attach(
                caller, wanted.vmId(), new NicRequest(network.name(), wanted.model(), wanted.mac(), wanted.address()));
    }

    /** Unplugs a VM's interface on the network. {@code CONFLICT} when it is not said which of several. */
    public Pending<Vm> detach(Caller caller, Attachment unwanted) {
        HostNetwork network = network(unwanted);
        Vm vm = vms.get(unwanted.vmId());
        String mac = unwanted.mac();
        List<NicSpec> on = vm.requireSpec().nics().stream()
                .filter(nic -> nic.network().equals(network.name()))
                .filter(nic -> mac == null || mac.equalsIgnoreCase(nic.mac()))
                .toList();
        if (on.isEmpty()) {
            throw KloigosException.conflict(
                    "VM " + vm.name() + " has no such interface on network " + network.name() + ".");
        }
        if (on.size() > 1) {
            throw KloigosException.invalid("mac", "is required: the VM has several interfaces on this network");
        }
        return nics.detach(caller, vm.vmId(), on.get(0).mac());
    }

    private HostNetwork network(Attachment attachment) {
        Vm vm = vms.get(attachment.vmId());
        if (attachment.hostId() != null && !attachment.hostId().equals(vm.hostId())) {
            throw KloigosException.notFound("VM on host " + attachment.hostId() + ":", attachment.vmId());
        }
        return networks.get(attachment.networkId(), vm.hostId());
    }
}
