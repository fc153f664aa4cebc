package io.kloigos.ssh.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.hypervisor.DomainFigures;
import io.kloigos.core.hypervisor.PowerState;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DomainStatsTest {
    private static final UUID ONE = new UUID(1, 1);
    private static final UUID TWO = new UUID(2, 2);

    @Test
    void countersAreSummedOverDevices() {
        String rows = ONE + " it's: 'Domain: 'x''\n" + TWO + " two\n";
        assertThat(DomainStats.read("""
                        Domain: 'it's: 'Domain: 'x'''
                          state.state=3
                          cpu.time=600000000
                          balloon.current=65536
                          balloon.rss=42088
                          vcpu.current=4
                          net.count=2
                          net.0.name=vnet0
                          net.0.rx.bytes=5
                          net.0.tx.bytes=7
                          net.1.name=vnet1
                          net.1.rx.bytes=50
                          net.1.tx.bytes=70
                          block.count=1
                          block.0.name=vda
                          block.0.path=/a=b
                          block.0.rd.reqs=1
                          block.0.rd.bytes=2
                          block.0.wr.reqs=3
                          block.0.wr.bytes=18446744073709551615

                        Domain: 'nobody knows'
                          state.state=1

                        Domain: 'two'
                          state.state=1
                          cpu.time=

                        """, rows))
                .containsExactly(
                        new DomainFigures(
                                ONE,
                                "it's: 'Domain: 'x''",
                                PowerState.PAUSED,
                                4,
                                600_000_000,
                                64L << 20,
                                42088L << 10,
                                2,
                                0,
                                1,
                                3,
                                55,
                                77),
                        new DomainFigures(TWO, "two", PowerState.RUNNING, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void nothingRunsNothingIsTold() {
        assertThat(DomainStats.read("\n", "\n")).isEmpty();
        assertThat(DomainStats.read("  state.state=1\nDomain: '\ngarbage", "garbage"))
                .isEmpty();
    }
}
