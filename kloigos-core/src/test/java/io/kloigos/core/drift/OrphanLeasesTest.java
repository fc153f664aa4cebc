package io.kloigos.core.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.hypervisor.Definition;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Lease;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.storage.VolumeClaims;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which leases belong to nobody who is there. */
class OrphanLeasesTest {
    private static Domain.Nic nic(String mac) {
        return new Domain.Nic("default", mac);
    }

    private static Lease lease(String mac) {
        return new Lease("default", mac, "192.168.122.7", null);
    }

    @Test
    void aLeaseWhoseMacNoDomainHasNowNorNextIsAnOrphanAndSaysWhy() {
        Domain domain = new Domain(
                UUID.randomUUID(),
                "web-01",
                PowerState.STOPPED,
                true,
                1,
                64,
                List.of(),
                List.of(nic("52:54:00:00:00:AA")),
                new Definition(1, 64, List.of(), List.of(nic("52:54:00:00:00:0b"))),
                false,
                List.of(),
                null);
        Lease left = lease("52:54:00:00:00:cc");
        OrphanSearch search = new OrphanSearch(
                List.of(domain),
                List.of(),
                List.of(),
                List.of(),
                List.of(lease("52:54:00:00:00:aa"), lease("52:54:00:00:00:0B"), left),
                new VolumeClaims(Set.of(), Set.of(), Set.of(), Set.of()));
        assertThat(search.orphanLeases())
                .containsExactly(new Orphans.OrphanLease(
                        left,
                        List.of(
                                "none of 1 domains has an interface with 52:54:00:00:00:cc",
                                "it cannot be removed through libvirt: it ends by itself")));
    }
}
