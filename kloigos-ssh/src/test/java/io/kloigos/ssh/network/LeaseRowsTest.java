package io.kloigos.ssh.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.hypervisor.Lease;
import org.junit.jupiter.api.Test;

class LeaseRowsTest {
    @Test
    void leasesOfANetwork() {
        assertThat(LeaseRows.read("lan", """
                         2026-11-23 18:28:05   52:54:00:17:F6:D0   ipv4   192.168.122.213/24   kloigos-guest   01:52:54:00:17:f6:d0
                         2026-11-23 17:58:35   52:54:00:aa:bb:01   ipv6   fd00::55/64          -               00:01:00:01
                        """))
                .containsExactly(
                        new Lease("lan", "52:54:00:17:f6:d0", "192.168.122.213", "kloigos-guest"),
                        new Lease("lan", "52:54:00:aa:bb:01", "fd00::55", null));
    }

    @Test
    void addressesOfADomain() {
        assertThat(LeaseRows.addresses("""
                         vnet0      52:54:00:aa:bb:01    ipv4         192.168.122.55/24
                         -          -                    ipv6         fd00::55/64
                        """)).containsExactly("192.168.122.55", "fd00::55");
    }

    @Test
    void whatIsNoLeaseIsNone() {
        assertThat(LeaseRows.read("lan", " Expiry Time   MAC address   Protocol   IP address\n-----\n"))
                .isEmpty();
        assertThat(LeaseRows.read("lan", "")).isEmpty();
    }
}
