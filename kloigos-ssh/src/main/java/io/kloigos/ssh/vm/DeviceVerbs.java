package io.kloigos.ssh.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Definition;
import io.kloigos.core.hypervisor.DevicesOfDomains;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.ssh.network.FilterVerbs;
import io.kloigos.ssh.storage.VolumeVerbs;
import io.kloigos.ssh.template.Templates;
import io.kloigos.ssh.virsh.Edit;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import io.kloigos.ssh.xml.XmlElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Devices of domains, plugged in and out over virsh: live and in the definition, in one command where both lack it. */
public final class DeviceVerbs implements DevicesOfDomains {
    private final Virsh virsh;
    private final Templates templates;
    private final VolumeVerbs volumes;
    private final MarkVerbs marks;
    private final Supplier<Machine> machine;
    private final FilterVerbs filters;

    public DeviceVerbs(
            Virsh virsh,
            Templates templates,
            VolumeVerbs volumes,
            MarkVerbs marks,
            Supplier<Machine> machine,
            FilterVerbs filters) {
        this.virsh = virsh;
        this.templates = templates;
        this.volumes = volumes;
        this.marks = marks;
        this.machine = machine;
        this.filters = filters;
    }

    @Override
    public void resizeNow(UUID vmId, String owner, int cpuCores, long memoryMb) {
        SeenDomain there = ours(vmId, owner);
        if (!there.active()) {
            return;
        }
        if (there.now().cpuCores() != cpuCores) {
            tryLive(command("setvcpus", vmId, "--count", String.valueOf(cpuCores)));
        }
        if (there.now().memoryMb() != memoryMb) {
            tryLive(command("setmem", vmId, "--size", (memoryMb << 10) + "KiB"));
        }
    }

    /** What cannot be had live is had at the next start; of a CPU that a guest was asked for in vain before, libvirt tells nothing. */
    private void tryLive(VirshCommand command) {
        VirshReply reply = virsh.change(command.with("--live"));
        switch (reply.problem()) {
            case NOT_LIVE, NOT_RUNNING, UNTOLD -> {}
            default -> virsh.require(reply);
        }
    }

    @Override
    public void attachDisk(UUID vmId, String owner, DiskSpec disk) {
        SeenDomain there = ours(vmId, owner);
        Volume volume = volumes.require(disk.pool(), disk.volume());
        AttachedDisk attached = AttachedDisk.attach(
                        List.of(disk), List.of(volume), machine.get().cdromBus())
                .get(0);
        List<String> where = lacking(there, definition -> has(definition, attached));
        attach(vmId, where, templates.render("libvirt/disk.xml.ftl", Map.of("disk", attached)));
    }

    private boolean has(Definition definition, AttachedDisk disk) {
        Optional<Domain.Disk> there = at(definition, disk.target());
        if (there.isPresent() && !disk.path().equals(there.get().source())) {
            throw KloigosException.conflict(
                    "There is another disk at " + disk.target() + " on " + virsh.host() + " already.");
        }
        return there.isPresent();
    }

    private static Optional<Domain.Disk> at(Definition definition, String target) {
        return definition.disks().stream()
                .filter(disk -> disk.target().equals(target))
                .findFirst();
    }

    private void attach(UUID vmId, List<String> where, String xml) {
        if (!where.isEmpty()) {
            virsh.require(virsh.feed(
                    command("attach-device", vmId, "--file", VirshCommand.STDIN).with(where.toArray(String[]::new)),
                    xml,
                    new Edit("devices of " + vmId, "", xml)));
        }
    }

    /** Where something has still to be plugged in. */
    private static List<String> lacking(SeenDomain there, Predicate<Definition> has) {
        return places(there, has.negate());
    }

    private static List<String> places(SeenDomain there, Predicate<Definition> wanted) {
        List<String> where = new ArrayList<>();
        if (there.persistent() && wanted.test(there.next())) {
            where.add("--config");
        }
        if (there.active() && wanted.test(there.now())) {
            where.add("--live");
        }
        return where;
    }

    @Override
    public void detachDisk(UUID vmId, String owner, String target) {
        detach(
                vmId,
                owner,
                "disk " + target,
                definition -> at(definition, target).isPresent(),
                there -> command("detach-disk", vmId, "--target", target));
    }

    /** The guest is asked first: when it does not let go, the definition stays. */
    private void detach(
            UUID vmId,
            String owner,
            String what,
            Predicate<Definition> has,
            Function<SeenDomain, VirshCommand> command) {
        SeenDomain there = ours(vmId, owner);
        if (there.active() && has.test(there.now())) {
            virsh.require(virsh.change(command.apply(there).with("--live")));
            if (has.test(ours(vmId, owner).now())) {
                throw KloigosException.conflict("The guest of domain " + there.name() + " on " + virsh.host()
                        + " did not let go of " + what + ". Ask again once it has started up, or stop it first.");
            }
        }
        if (there.persistent() && has.test(there.next())) {
            virsh.require(virsh.change(command.apply(there).with("--config")));
        }
    }

    @Override
    public void growDisk(UUID vmId, String owner, DiskSpec disk, long bytes) {
        SeenDomain there = ours(vmId, owner);
        Volume volume = volumes.require(disk.pool(), disk.volume());
        if (volume.capacityBytes() >= bytes) {
            return;
        }
        boolean inUse = there.active()
                && there.now().disks().stream().anyMatch(each -> volume.path().equals(each.source()));
        VirshReply reply = virsh.change(
                inUse
                        ? command(
                                "blockresize",
                                vmId,
                                "--path",
                                Objects.requireNonNull(disk.target()),
                                "--size",
                                bytes + "B")
                        : VirshCommand.of(
                                "vol-resize",
                                "--pool",
                                disk.pool(),
                                "--vol",
                                disk.volume(),
                                "--capacity",
                                bytes + "B"));
        if (reply.problem() == VirshProblem.OLD_SNAPSHOTS) {
            throw KloigosException.conflict("Disk " + disk.volume() + " on " + virsh.host()
                    + " is in the first qcow2 format, which cannot grow while it holds snapshots. Delete those first.");
        }
        virsh.require(reply);
    }

    @Override
    public void changeMedium(UUID vmId, String owner, String target, @Nullable DiskSpec medium) {
        SeenDomain there = ours(vmId, owner);
        if (at(there.next(), target).isEmpty()) {
            throw KloigosException.notFound("drive of domain " + vmId + " on " + virsh.host() + ",", target);
        }
        String path = medium == null
                ? null
                : volumes.require(medium.pool(), medium.volume()).path();
        List<String> where = lacking(
                there,
                definition -> at(definition, target)
                        .filter(drive -> Objects.equals(path, drive.source()))
                        .isPresent());
        if (!where.isEmpty()) {
            VirshCommand command = command("change-media", vmId, "--path", target);
            VirshCommand change = path == null ? command.with("--eject") : command.with("--update", "--source", path);
            virsh.require(virsh.change(change.with(where.toArray(String[]::new)).with("--force")));
        }
    }

    @Override
    public void attachNic(UUID vmId, String owner, NicSpec nic) {
        SeenDomain there = ours(vmId, owner);
        List<String> where = lacking(there, definition -> has(definition, nic.mac()));
        String guard = FilterVerbs.guardName(vmId, nic.mac());
        Map<String, Object> model = filters.exists(guard) ? Map.of("nic", nic, "filter", guard) : Map.of("nic", nic);
        attach(vmId, where, templates.render("libvirt/interface.xml.ftl", model));
    }

    private static boolean has(Definition definition, String mac) {
        return definition.nics().stream().anyMatch(nic -> nic.mac().equalsIgnoreCase(mac));
    }

    @Override
    public void detachNic(UUID vmId, String owner, String mac) {
        detach(
                vmId,
                owner,
                "interface " + mac,
                definition -> has(definition, mac),
                there -> command("detach-interface", vmId, "--type", type(there, mac), "--mac", mac));
    }

    /** What kind of interface it is; virsh asks for that beside its MAC. */
    private static String type(SeenDomain there, String mac) {
        return XmlElement.parse(there.definition(), "domain description").all("devices", "interface").stream()
                .filter(nic -> nic.first("mac")
                        .filter(each -> each.attribute("address").equalsIgnoreCase(mac))
                        .isPresent())
                .map(nic -> nic.attribute("type"))
                .findFirst()
                .orElse("network");
    }

    private SeenDomain ours(UUID vmId, String owner) {
        return SeenDomain.ours(virsh, marks, vmId, owner);
    }

    private static VirshCommand command(String verb, UUID vmId, String... options) {
        return VirshCommand.of(verb, "--domain", vmId.toString()).with(options);
    }
}
