package io.kloigos.ssh.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.hypervisor.GuestCpu;
import org.junit.jupiter.api.Test;

class GuestCpuXmlTest {
    private static final String CAPABILITIES = """
            <domainCapabilities><cpu><mode name='host-passthrough' supported='no'/>
            <mode name='host-model' supported='yes'><model fallback='forbid'>EPYC</model><vendor>AMD</vendor>\
            <feature policy='require' name='pku'/></mode></cpu></domainCapabilities>""";

    private static String domain(String cpu) {
        return "<domain type='kvm'><name>n</name>" + cpu + "</domain>";
    }

    @Test
    void aNamedModelStandsForItself() {
        String cpu = "<cpu match=\"exact\" mode=\"custom\"><model>Skylake</model></cpu>";
        GuestCpu read = GuestCpuXml.read(domain(cpu), CAPABILITIES).orElseThrow();
        assertThat(read.type()).isEqualTo("kvm");
        assertThat(read.definition().strip()).isEqualTo(cpu);
    }

    @Test
    void theHostsOwnIsThatOfItsHost() {
        assertThat(GuestCpuXml.read(domain("<cpu mode='host-passthrough'/>"), CAPABILITIES))
                .hasValueSatisfying(cpu -> assertThat(cpu.definition())
                        .contains(">EPYC</model>", "<vendor>AMD</vendor>", "name=\"pku\"")
                        .startsWith("<cpu "));
        assertThat(GuestCpuXml.read(domain("<cpu mode='maximum'/>"), null)).isEmpty();
    }

    @Test
    void whatNamesNoModelIsNotCompared() {
        assertThat(GuestCpuXml.read(domain(""), CAPABILITIES)).isEmpty();
        assertThat(GuestCpuXml.read(domain("<cpu><topology sockets='1' cores='2' threads='1'/></cpu>"), CAPABILITIES))
                .isEmpty();
    }
}
