package io.kloigos.ssh.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Stamp;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DomainXmlTest {
    private final UUID vmId = UUID.fromString("06df12af-75b4-4037-8a65-6ea1639cb55a");

    private Domain read(String xml) {
        return DomainXml.read(xml).domain(vmId, new Standing(PowerState.RUNNING, true, false, List.of()), null);
    }

    @Test
    void aLiveDomainIsReadWhole() {
        assertThat(read("""
                        <domain type='kvm' id='3'>
                          <name>a &lt;b&gt; &amp; 'c'</name>
                          <metadata>
                            <other:stamp xmlns:other="https://example.org/" owner="x" generation="9"/>
                            <kloigos:stamp xmlns:kloigos="https://kloigos.io/libvirt/1" owner="me" generation="4"/>
                          </metadata>
                          <memory unit='KiB'>2097152</memory><currentMemory unit='KiB'>1048576</currentMemory>
                          <vcpu placement='static' current='2'>4</vcpu>
                          <devices>
                            <disk type='file' device='disk'><driver name='qemu' type='qcow2'/>
                              <source file='/a/b c.qcow2' index='1'/><target dev='vda' bus='virtio'/></disk>
                            <disk type='block'><source dev='/dev/vg/lv'/><target dev='vdb'/></disk>
                            <disk type='network' device='disk'><source protocol='rbd' name='pool/image'/>
                              <target dev='vdc'/></disk>
                            <disk type='file' device='cdrom'><target dev='hda'/></disk>
                            <interface type='network'><mac address='52:54:00:AA:BB:01'/>
                              <source network='default' bridge='virbr0'/></interface>
                            <interface type='bridge'><mac address='52:54:00:aa:bb:02'/><source bridge='br0'/></interface>
                            <interface type='user'><mac address='52:54:00:aa:bb:03'/></interface>
                          </devices>
                        </domain>
                        """))
                .isEqualTo(new Domain(
                                vmId,
                                "a <b> & 'c'",
                                PowerState.RUNNING,
                                true,
                                2,
                                1024,
                                List.of(
                                        new Domain.Disk("vda", "disk", "qcow2", "/a/b c.qcow2"),
                                        new Domain.Disk("vdb", "disk", null, "/dev/vg/lv"),
                                        new Domain.Disk("vdc", "disk", null, "pool/image"),
                                        new Domain.Disk("hda", "cdrom", null, null)),
                                List.of(
                                        new Domain.Nic("default", "52:54:00:AA:BB:01"),
                                        new Domain.Nic("br0", "52:54:00:aa:bb:02"),
                                        new Domain.Nic(null, "52:54:00:aa:bb:03")),
                                null,
                                false,
                                List.of(),
                                new Stamp("me", 4))
                        .withType("kvm"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<domain/>",
                "<domain><name/></domain>",
                "<domain><vcpu>many</vcpu><memory>much</memory></domain>",
                "<domain><devices/></domain>",
                "<domain><devices><disk/><interface/></devices></domain>",
                "<domain><devices><disk><source/><target/><driver/></disk><interface><mac/></interface></devices></domain>",
                "<domain><metadata/></domain>",
                "<domain><metadata><stamp owner='unnamespaced' generation='1'/></metadata></domain>",
            })
    void oddDescriptionsAreReadAsFarAsTheyGo(String xml) {
        Domain domain = read(xml);
        assertThat(domain.stamp()).isNull();
        assertThat(domain.nics()).isEmpty();
        assertThat(domain.cpuCores()).isZero();
    }

    @Test
    void aStampWhoseGenerationCannotBeReadIsNewerThanAny() {
        assertThat(DomainXml.read("<domain><metadata><k:stamp xmlns:k='https://kloigos.io/libvirt/1' owner='me'"
                                + " generation='soon'/></metadata></domain>")
                        .stamp())
                .contains(new Stamp("me", Long.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no xml",
                "<domain>",
                "<!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><domain><name>&e;</name></domain>",
                "<!DOCTYPE d [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><domain><name>&b;</name></domain>",
            })
    void whatIsNoPlainXmlIsRefused(String xml) {
        assertThatThrownBy(() -> DomainXml.read(xml)).isInstanceOf(KloigosException.class);
    }
}
