package io.kloigos.core.vm.clone;

import io.kloigos.core.hypervisor.DomainSpec;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Seed;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.vm.VmVolumes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What makes a VM of disks that are there. */
public final class CloneSteps {
    private CloneSteps() {}

    /**
     * Its seed, its definition, and power.
     *
     * @param seeded whether its guest is told its name at its first boot
     */
    public static List<Step> machine(Stage stage, String hostId, DomainSpec domain, boolean seeded, boolean start) {
        UUID vmId = domain.vmId();
        String owner = domain.stamp().owner();
        List<Step> steps = new ArrayList<>();
        if (seeded) {
            String seed = VmVolumes.seed(vmId);
            steps.add(Step.undoable(
                    "write-seed",
                    () -> host(stage, hostId).writeSeed(ImageService.POOL, seed, seed(domain)),
                    () -> host(stage, hostId).deleteVolume(ImageService.POOL, seed)));
        }
        steps.add(Step.undoable(
                "define",
                () -> host(stage, hostId).define(domain),
                () -> host(stage, hostId).undefine(vmId, owner)));
        if (start) {
            steps.add(Step.undoable(
                    "start",
                    () -> host(stage, hostId).start(vmId),
                    () -> host(stage, hostId).powerOff(vmId, owner)));
        }
        return steps;
    }

    private static Hypervisor host(Stage stage, String hostId) {
        return stage.at(hostId);
    }

    private static Seed seed(DomainSpec domain) {
        return new Seed(domain.vmId().toString(), domain.name(), List.of(), null);
    }
}
