package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.hypervisor.GuestCpu;
import io.kloigos.core.hypervisor.MigrationsOfDomains;
import org.junit.jupiter.api.Test;

/** CPUs of guests compared with what a real hypervisor can give. */
class CpuLabIT {
    private final Lab lab = Lab.running();

    private static GuestCpu cpu(String inside) {
        return new GuestCpu("qemu", "<cpu mode='custom' match='exact'>" + inside + "</cpu>");
    }

    @Test
    void aHostNamesTheFeaturesThatItCannotGive() {
        try (SshHypervisors hypervisors = new SshHypervisors(lab.config())) {
            MigrationsOfDomains host = hypervisors.at(lab.endpoint(0)).migrations();
            assertThat(host.lacks(cpu("<model>qemu64</model>"))).isEmpty();
            assertThat(host.lacks(cpu("<model>Skylake-Server</model><feature policy='require' name='vmx'/>")))
                    .hasValueSatisfying(
                            lacks -> assertThat(lacks).startsWith("lacks ").contains("avx512f", "rtm"));
            // what cannot be compared is no obstacle: virsh migrate decides
            assertThat(host.lacks(cpu("<model>no-such-model</model>"))).isEmpty();
        }
    }
}
