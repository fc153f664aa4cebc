package io.kloigos.ssh.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.hypervisor.DiskBus;
import io.kloigos.core.hypervisor.DomainSpec;
import io.kloigos.core.hypervisor.DomainSpec.Device;
import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import io.kloigos.core.hypervisor.NicModel;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.ssh.template.Templates;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host is told to define, word for word. */
class DomainTemplateTest {
    private final UUID vmId = UUID.fromString("06df12af-75b4-4037-8a65-6ea1639cb55a");

    private String render(Templates templates, String name, Machine machine, List<AttachedDisk> disks) {
        DomainSpec spec = new DomainSpec(
                vmId,
                name,
                2,
                2048,
                List.of(),
                List.of(new DomainSpec.NicSpec("net'<work>", "52:54:00:aa:bb:01")),
                new Stamp("owner\"&", 12345));
        return templates.render(
                "libvirt/domain.xml.ftl",
                Map.of("domain", spec, "stamp", spec.stamp(), "machine", machine, "disks", disks));
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = DomainTemplateTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aKvmGuestWithDiskAndSeed() throws IOException {
        List<AttachedDisk> disks = List.of(
                new AttachedDisk("/images/a & b.qcow2", false, false, "qcow2", "vda", "virtio"),
                new AttachedDisk("/dev/vg/lv", true, false, "raw", "vdb", "virtio"),
                new AttachedDisk("/images/seed.iso", false, true, "raw", "sda", "sata"));
        assertThat(render(
                        new Templates(null), "web-1", new Machine("kvm", "x86_64", "sata", "host-model", false), disks))
                .isEqualTo(golden("domain-kvm.xml"));
    }

    @Test
    void anEmulatedGuestWithAHostileName() throws IOException {
        assertThat(render(
                        new Templates(null),
                        "</name><devices/>${1+1}&lt;\"';漢🐧",
                        new Machine("qemu", "aarch64", "scsi", "", false),
                        List.of()))
                .isEqualTo(golden("domain-hostile.xml"));
    }

    @Test
    void disksAndCardsAreWiredAsAsked() {
        List<AttachedDisk> disks = AttachedDisk.attach(
                List.of(
                        new DiskSpec("p", "a", VolumeFormat.QCOW2, Device.DISK),
                        new DiskSpec("p", "b", VolumeFormat.RAW, Device.DISK, DiskBus.SCSI, null),
                        new DiskSpec("p", "c", VolumeFormat.RAW, Device.DISK, DiskBus.VIRTIO, "vda"),
                        new DiskSpec("p", "d", VolumeFormat.RAW, Device.CDROM)),
                Stream.of("a", "b", "c", "d")
                        .map(name -> new Volume("p", name, "/p/" + name, "raw", 1, 1, null))
                        .toList(),
                "sata");
        assertThat(disks)
                .containsExactly(
                        new AttachedDisk("/p/a", false, false, "qcow2", "vdb", "virtio"),
                        new AttachedDisk("/p/b", false, false, "raw", "sda", "scsi"),
                        new AttachedDisk("/p/c", false, false, "raw", "vda", "virtio"),
                        new AttachedDisk("/p/d", false, true, "raw", "sdb", "sata"));

        DomainSpec spec = new DomainSpec(
                vmId,
                "web",
                1,
                64,
                List.of(),
                List.of(new DomainSpec.NicSpec("lan", "52:54:00:aa:bb:01", NicModel.E1000E, "10.0.0.7")),
                new Stamp("owner", 1));
        assertThat(new Templates(null)
                        .render(
                                "libvirt/domain.xml.ftl",
                                Map.of(
                                        "domain",
                                        spec,
                                        "stamp",
                                        spec.stamp(),
                                        "machine",
                                        new Machine("kvm", "x86_64", "sata", "", false),
                                        "disks",
                                        disks)))
                .contains("<controller type=\"scsi\" model=\"virtio-scsi\"/>", "<model type=\"e1000e\"/>");
    }

    @Test
    void whatIsRenderedIsReadBack() {
        String name = "]]><!-- & -->'\"";
        DomainXml read = DomainXml.read(
                render(new Templates(null), name, new Machine("kvm", "x86_64", "ide", "", false), List.of()));
        assertThat(read.domain(vmId, new Standing(PowerState.STOPPED, true, false, List.of()), null)
                        .name())
                .isEqualTo(name);
        assertThat(read.stamp()).contains(new Stamp("owner\"&", 12345));
    }

    @Test
    void aStampIsReadBackWholeWhateverItSays() {
        String hostile = "<a b=\"'&]]>\n\r\t\u0000\ud800\uffff\\u0041\\\\ é漢🐧${x} ;--\u2028\u0085";
        Stamp stamp = new Stamp(
                "owner",
                3,
                hostile,
                "",
                Instant.parse("2026-11-23T10:00:00.123456789Z"),
                Map.of(hostile, " ", "", hostile, "b", ""),
                Map.of("a", hostile));
        DomainSpec spec = new DomainSpec(vmId, "x", 1, 64, List.of(), List.of(), stamp);
        Templates templates = new Templates(null);
        String xml = templates.render(
                "libvirt/domain.xml.ftl",
                Map.of(
                        "domain",
                        spec,
                        "stamp",
                        stamp,
                        "machine",
                        new Machine("kvm", "x86_64", "ide", "", false),
                        "disks",
                        List.of()));
        assertThat(DomainXml.read(xml).stamp()).contains(stamp);

        String live = templates.render("libvirt/stamp.xml.ftl", Map.of("stamp", stamp));
        assertThat(live).doesNotContain("\n");
        String wrapped = "<domain><metadata xmlns='" + DomainXml.NAMESPACE + "'>" + live + "</metadata></domain>";
        assertThat(DomainXml.read(wrapped).stamp()).contains(stamp);
    }

    @Test
    void anOperatorsTemplateReplacesOursAndIsEscapedToo(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("libvirt"));
        Files.writeString(folder.resolve("libvirt/domain.xml.ftl"), "<mine>${domain.name}</mine>");
        assertThat(render(new Templates(folder), "<x>", new Machine("kvm", "x86_64", "ide", "", false), List.of()))
                .isEqualTo("<mine>&lt;x&gt;</mine>");
    }
}
