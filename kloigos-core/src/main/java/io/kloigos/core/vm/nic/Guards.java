package io.kloigos.core.vm.nic;

import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import java.util.UUID;

/** What guards the interfaces of VMs, such as the packet filters of their security groups. */
@FunctionalInterface
public interface Guards {
    /** Defines on the VM's host what an interface is to stand behind from the moment it is plugged in. */
    Step stepBefore(Stage stage, UUID vmId, String hostId, NicSpec nic);
}
