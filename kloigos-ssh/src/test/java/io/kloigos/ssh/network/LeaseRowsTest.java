package io.kloigos.ssh.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.ssh.network.LeaseRows.Lease;
import org.junit.jupiter.api.Test;

class LeaseRowsTest {
    @Test
    void leasesOfANetwork() {
        assertThat(LeaseRows.read("""
                         2026-11-23 18:28:05   52:54:00:17:F6:D0   ipv4   192.168.122.213/24   kloigos-guest   01:52:54:00:17:f6:d0
                         2026-11-23 17:58:35   52:54:00:aa:bb:01   ipv6   fd00::55/64          -               00:01:00:01
                        """))
                .containsExactly(
                        new Lease("52:54:00:17:f6:d0", "192.168.122.213"), new Lease("52:54:00:aa:bb:01", "fd00::55"));
    }

    @Test
    void addressesOfADomain() {
        assertThat(LeaseRows.read("""
                         vnet0      52:54:00:aa:bb:01    ipv4         192.168.122.55/24
                         -          -                    ipv6         fd00::55/64
                        """))
                .containsExactly(
                        new Lease("52:54:00:aa:bb:01", "192.168.122.55"), new Lease("52:54:00:aa:bb:01", "fd00::55"));
    }

    @Test
    void whatIsNoLeaseIsNone() {
        assertThat(LeaseRows.read(" Expiry Time   MAC address   Protocol   IP address\n-----\n"))
                .isEmpty();
        assertThat(LeaseRows.read("")).isEmpty();
    }
}
