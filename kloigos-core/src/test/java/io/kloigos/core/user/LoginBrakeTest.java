package io.kloigos.core.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoginBrakeTest {
    @Test
    void anIpv6NetworkCountsAsOneAddress() {
        assertThat(LoginBrake.from("192.0.2.7")).isEqualTo("address:192.0.2.7");
        assertThat(LoginBrake.from("2001:db8:1:2::7")).isEqualTo("network:20010db800010002");
        assertThat(LoginBrake.from("2001:db8:1:2:ffff::1")).isEqualTo("network:20010db800010002");
        assertThat(LoginBrake.from("2001:db8:1:3::7")).isEqualTo("network:20010db800010003");
    }
}
