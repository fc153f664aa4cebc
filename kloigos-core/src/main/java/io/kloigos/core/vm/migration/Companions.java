package io.kloigos.core.vm.migration;

import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import java.util.List;
import java.util.UUID;

/** What a VM needs on a host beside itself, such as the packet filters that its interfaces name. */
@FunctionalInterface
public interface Companions {
    /** What makes that host ready to receive the VM. */
    List<Step> stepsOn(Stage stage, UUID vmId, String hostId);
}
