package io.kloigos.core.runbook;

import io.kloigos.core.KloigosException;
import io.kloigos.core.host.HostService;
import io.kloigos.core.observation.HostInventory;
import io.kloigos.core.vm.VmService;
import io.kloigos.core.vm.migration.MigrationService;
import io.kloigos.core.vm.placement.Placement;

/** Moves everything off hosts. */
final class Evacuations {
    private static final int MOST_AT_ONCE = 4;
    private static final int USUALLY_AT_ONCE = 2;

    /** What an evacuation asks and uses. */
    record Services(
            HostService hosts,
            VmService vms,
            HostInventory inventory,
            Placement placement,
            MigrationService migrations) {}

    private final Services services;

    Evacuations(Services services) {
        this.services = services;
    }

    String evacuate(Arguments with, Conductor conductor) {
        String hostId = with.text("host_id");
        int parallel = with.number("parallel", USUALLY_AT_ONCE, 1, MOST_AT_ONCE);
        if (!with.find("mode").orElse("safe").equals("safe")) {
            throw KloigosException.invalid("mode", "must be safe: VMs move while they run, and what cannot move stays");
        }
        return new Evacuation(services, conductor, hostId, parallel).run();
    }
}
