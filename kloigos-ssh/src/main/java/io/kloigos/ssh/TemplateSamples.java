package io.kloigos.ssh;

import io.kloigos.core.hypervisor.DhcpRange;
import io.kloigos.core.hypervisor.DiskCopy;
import io.kloigos.core.hypervisor.DnsHost;
import io.kloigos.core.hypervisor.DomainSpec;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.hypervisor.FilterRule;
import io.kloigos.core.hypervisor.GroupFilter;
import io.kloigos.core.hypervisor.NetworkMode;
import io.kloigos.core.hypervisor.NetworkSpec;
import io.kloigos.core.hypervisor.NicGuard;
import io.kloigos.core.hypervisor.NicModel;
import io.kloigos.core.hypervisor.PoolSpec;
import io.kloigos.core.hypervisor.Reservation;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.ssh.network.FilterVerbs;
import io.kloigos.ssh.vm.AttachedDisk;
import io.kloigos.ssh.vm.Machine;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Data to try each of libvirt's templates with, as awkward as what may really come. */
final class TemplateSamples {
    private static final UUID ID = UUID.fromString("06df12af-75b4-4037-8a65-6ea1639cb55a");
    private static final String OWNER = "5a0c1f5e-9a5e-4f3b-8a3c-0d2f6c1b7e11";
    private static final String NAME = "a<b>&\"';${1+1} \u6f22\ud83d\udc27";
    private static final String MAC = "52:54:00:aa:bb:01";
    private static final Stamp STAMP = new Stamp(
            OWNER,
            12_345,
            NAME,
            "base\n2",
            Instant.parse("2025-01-02T03:04:05Z"),
            Map.of("tier", NAME),
            Map.of("note", "two\nlines"));
    private static final DnsHost DNS = new DnsHost("10.5.0.9", List.of("db", "sql"));
    private static final DhcpRange RANGE = new DhcpRange("10.5.0.100", "10.5.0.200");
    private static final Volume BASE = new Volume("p", "base", "/p/a & b.qcow2", "qcow2", 1, 1, null);

    private static final List<AttachedDisk> DISKS = List.of(
            new AttachedDisk("/images/a & b.qcow2", false, false, "qcow2", "vda", "virtio"),
            new AttachedDisk("/dev/vg/lv", true, false, "raw", "vdb", "virtio"),
            new AttachedDisk("/images/seed.iso", false, true, "raw", "sda", "sata"));
    private static final NicSpec NIC = new NicSpec(NAME, MAC);

    static final List<Sample> ALL = List.of(
            new Sample(
                    "backup.xml.ftl",
                    "domainbackup",
                    Map.of(
                            "disks",
                            List.of(new DiskCopy("vda", "/images/1.qcow2", "copy & 1.qcow2")),
                            "folder",
                            "/srv/images"),
                    Set.of("vda", "/srv/images/copy & 1.qcow2")),
            new Sample(
                    "disk.xml.ftl",
                    "disk",
                    Map.of("disk", DISKS.get(0)),
                    Set.of(DISKS.get(0).path(), "vda", "qcow2")),
            new Sample(
                    "disk.xml.ftl",
                    "disk",
                    Map.of("disk", DISKS.get(2)),
                    Set.of(DISKS.get(2).path(), "sda", "cdrom")),
            new Sample("interface.xml.ftl", "interface", Map.of("nic", NIC), Set.of(NAME, MAC)),
            pool(new PoolSpec("images", PoolSpec.Type.DIR, "/srv/images", null, null, null, null, List.of())),
            pool(new PoolSpec(
                    "share", PoolSpec.Type.NETFS, "/srv/nfs", "nas.example", "/export", null, null, List.of())),
            pool(new PoolSpec("vg", PoolSpec.Type.LOGICAL, null, null, null, null, "vg0", List.of("/dev/sdb"))),
            pool(new PoolSpec("tank", PoolSpec.Type.ZFS, null, null, null, null, "tank/vms", List.of())),
            domain("kvm", "x86_64", "host-model"),
            domain("qemu", "x86_64", ""),
            new Sample("stamp.xml.ftl", "stamp", Map.of("stamp", STAMP), Set.of(OWNER, "12345")),
            new Sample(
                    "volume.xml.ftl",
                    "volume",
                    Map.of("volume", new VolumeSpec("p", NAME, VolumeFormat.QCOW2, 1L << 40, "base"), "backing", BASE),
                    Set.of(NAME, BASE.path(), String.valueOf(1L << 40))),
            network(NetworkMode.NAT, null, "10.5.0.1"),
            network(NetworkMode.ISOLATED, null, "10.5.0.1"),
            network(NetworkMode.ROUTE, null, "10.5.0.1"),
            network(NetworkMode.BRIDGE, null, null),
            network(NetworkMode.OVS, 10, null),
            new Sample(
                    "dhcp-host.xml.ftl",
                    "host",
                    Map.of("reservation", new Reservation(MAC, "10.5.0.7", "web")),
                    Set.of(MAC, "10.5.0.7", "web")),
            new Sample("dhcp-range.xml.ftl", "range", Map.of("range", RANGE), Set.of(RANGE.start(), RANGE.end())),
            new Sample("dns-host.xml.ftl", "host", Map.of("entry", DNS), Set.of(DNS.ip(), "db", "sql")),
            group(),
            guard("10.5.0.7", true),
            guard(null, false));

    private TemplateSamples() {}

    /**
     * What one template is tried with.
     *
     * @param file in the folder of libvirt's templates
     * @param kind what is rendered
     * @param kept values that must be in it, as text or as an attribute
     */
    record Sample(String file, String kind, Map<String, ?> model, Set<String> kept) {
        private static final Set<String> DOCUMENTS = Set.of("domain", "network", "volume", "filter", "pool");

        String path() {
            return "libvirt/" + file;
        }

        /** Whether libvirt has a schema for it, rather than for what it is part of. */
        boolean isDocument() {
            return DOCUMENTS.contains(kind);
        }
    }

    private static Sample domain(String type, String arch, String cpuMode) {
        DomainSpec spec = new DomainSpec(
                ID,
                NAME,
                2,
                2048,
                List.of(),
                List.of(NIC, new NicSpec("lan", "52:54:00:aa:bb:02", NicModel.E1000E, null)),
                STAMP);
        return new Sample(
                "domain.xml.ftl",
                "domain",
                Map.of(
                        "domain",
                        spec,
                        "stamp",
                        STAMP,
                        "machine",
                        new Machine(type, arch, "sata", cpuMode, false),
                        "disks",
                        DISKS),
                Set.of(NAME, ID.toString(), OWNER, "12345", MAC, "/images/a & b.qcow2", "/dev/vg/lv", type, arch));
    }

    private static Sample pool(PoolSpec spec) {
        return new Sample(
                "pool.xml.ftl",
                "pool",
                Map.of("pool", spec),
                Set.of(spec.name(), spec.type().word()));
    }

    private static Sample network(NetworkMode mode, @Nullable Integer vlanId, @Nullable String gateway) {
        NetworkSpec spec = new NetworkSpec(
                ID,
                "lan",
                OWNER,
                mode,
                "klbr-06df12af75",
                vlanId,
                gateway,
                24,
                gateway == null ? null : RANGE,
                gateway == null ? null : "lan.example",
                gateway == null ? List.of() : List.of(DNS));
        Set<String> kept = Set.of("lan", ID.toString(), OWNER, "klbr-06df12af75");
        return new Sample("network.xml.ftl", "network", Map.of("network", spec), kept);
    }

    private static Sample group() {
        GroupFilter group = new GroupFilter(
                ID,
                List.of(
                        new FilterRule(FilterRule.Direction.IN, FilterRule.Protocol.TCP, 80, 90, "10.0.0.0/8"),
                        new FilterRule(FilterRule.Direction.IN, FilterRule.Protocol.ICMP, null, null, null),
                        new FilterRule(FilterRule.Direction.OUT, FilterRule.Protocol.ALL, null, null, null)));
        return new Sample(
                "group-filter.xml.ftl",
                "filter",
                FilterVerbs.model(group),
                Set.of(FilterVerbs.groupName(ID), ID.toString(), "80", "90", "10.0.0.0"));
    }

    private static Sample guard(@Nullable String address, boolean outIsOpen) {
        NicGuard guard = new NicGuard(ID, MAC, address, List.of(ID), outIsOpen);
        return new Sample(
                "nic-filter.xml.ftl",
                "filter",
                FilterVerbs.model(guard),
                Set.of(
                        FilterVerbs.guardName(ID, MAC),
                        FilterVerbs.groupName(ID),
                        guard.id().toString()));
    }
}
