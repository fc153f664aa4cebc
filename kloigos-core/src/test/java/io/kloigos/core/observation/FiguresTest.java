package io.kloigos.core.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.kloigos.core.hypervisor.DomainFigures;
import io.kloigos.core.hypervisor.HostFigures;
import io.kloigos.core.hypervisor.PowerState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a host's VMs move, summed up. */
class FiguresTest {
    private static final UUID FIRST = new UUID(0, 1);
    private static final UUID SECOND = new UUID(0, 2);

    private final Figures figures = new Figures();

    private static DomainFigures domain(UUID id, long disk, long network) {
        return new DomainFigures(id, "vm", PowerState.RUNNING, 1, 0, 0, 0, disk, disk, 0, 0, network, 0);
    }

    private void add(DomainFigures... domains) {
        figures.add("h1", Instant.EPOCH, new HostFigures(0, 0, 0, 0, List.of(domains)));
    }

    @Test
    void whatVmsMoveGrowsWhicheverComeGoAndStartAnew() {
        add(domain(FIRST, 100, 1000));
        add(domain(FIRST, 110, 1500), domain(SECOND, 5, 7));
        add(domain(SECOND, 6, 10));
        add(domain(SECOND, 2, 1));
        assertThat(figures.ofHost("h1"))
                .extracting(Figures.Sample::diskBytes, Figures.Sample::networkBytes)
                .containsExactly(tuple(0L, 0L), tuple(30L, 507L), tuple(32L, 510L), tuple(36L, 511L));
    }
}
