package io.kloigos.ssh.vm;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.DomainLimits;
import io.kloigos.core.hypervisor.DomainSpec;
import io.kloigos.core.hypervisor.Hardware.Firmware;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.ssh.network.FilterVerbs;
import io.kloigos.ssh.storage.VolumeVerbs;
import io.kloigos.ssh.template.Templates;
import io.kloigos.ssh.virsh.Edit;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import io.kloigos.ssh.xml.EditableXml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** What can be done with domains. */
public final class DomainVerbs {
    private final Virsh virsh;
    private final Templates templates;
    private final VolumeVerbs volumes;
    private final Supplier<Machine> machine;
    private final DomainSight sight;
    private final MarkVerbs marks;
    private final FilterVerbs filters;

    public DomainVerbs(
            Virsh virsh,
            Templates templates,
            VolumeVerbs volumes,
            Supplier<Machine> machine,
            DomainSight sight,
            MarkVerbs marks,
            FilterVerbs filters) {
        this.virsh = virsh;
        this.templates = templates;
        this.volumes = volumes;
        this.machine = machine;
        this.sight = sight;
        this.marks = marks;
        this.filters = filters;
    }

    public void define(DomainSpec spec) {
        DomainLimits.check(spec);
        Optional<String> there = dump(spec.vmId());
        there.map(DomainXml::read).ifPresent(domain -> refuseForeign(domain, spec));
        String xml = describe(spec);
        VirshReply reply = virsh.feed(
                VirshCommand.of("define", "--file", VirshCommand.STDIN),
                xml,
                new Edit("domain " + spec.vmId(), there.map(DomainVerbs::normal).orElse(""), normal(xml)));
        if (reply.problem() == VirshProblem.EXISTS) {
            throw KloigosException.conflict("The name '" + spec.name() + "' belongs to another domain on "
                    + virsh.host() + ": choose another one.");
        }
        virsh.require(reply);
        if (there.isPresent()) {
            stampLive(spec);
        }
    }

    private static String normal(String xml) {
        return EditableXml.normal(xml, "domain description");
    }

    private void refuseForeign(DomainXml there, DomainSpec spec) {
        Stamp stamp = there.stamp().orElseThrow(() -> unstamped(spec.vmId()));
        marks.refuseForeignOrNewer(spec.vmId(), stamp, spec.stamp());
    }

    private String describe(DomainSpec spec) {
        Machine host = machine.get();
        if (spec.hardware().firmware() == Firmware.UEFI && !host.uefi()) {
            throw KloigosException.conflict("There is no UEFI firmware for guests on " + virsh.host()
                    + ": install it there (Debian: ovmf), or take firmware bios.");
        }
        List<AttachedDisk> disks = AttachedDisk.attach(
                spec.disks(),
                spec.disks().stream()
                        .map(disk -> volumes.require(disk.pool(), disk.volume()))
                        .toList(),
                host.cdromBus());
        return templates.render(
                "libvirt/domain.xml.ftl",
                Map.of("domain", spec, "stamp", spec.stamp(), "machine", host, "disks", disks));
    }

    /** A running domain keeps its old description until it stops, stamp included, unless that is set apart. */
    private void stampLive(DomainSpec spec) {
        if (sight.state(spec.vmId()).orElse(PowerState.STOPPED) == PowerState.STOPPED) {
            return;
        }
        marks.markLive(spec.vmId(), spec.stamp());
    }

    public void start(UUID vmId) {
        String verb = switch (sight.state(vmId).orElseThrow(() -> missing(vmId))) {
            case RUNNING -> "";
            case PAUSED -> "resume";
            case SUSPENDED -> "dompmwakeup";
            default -> "start";
        };
        if (!verb.isEmpty()) {
            change(verb, vmId, VirshProblem.ALREADY_ACTIVE);
        }
    }

    public void requestShutdown(UUID vmId) {
        PowerState state = sight.state(vmId).orElseThrow(() -> missing(vmId));
        switch (state) {
            case STOPPED, CRASHED -> {}
            case RUNNING -> change("shutdown", vmId, VirshProblem.NOT_RUNNING);
            default ->
                throw KloigosException.conflict("Domain " + vmId + " on " + virsh.host() + " is " + state.word()
                        + ", and hears nothing: resume it first, or pull the plug.");
        }
    }

    public void powerOff(UUID vmId, String owner) {
        if (!isThereAndOurs(vmId, owner)) {
            return;
        }
        PowerState state = sight.state(vmId).orElse(PowerState.STOPPED);
        if (state != PowerState.STOPPED) {
            VirshReply reply = virsh.change(command("destroy", vmId));
            if (reply.problem() != VirshProblem.NOT_RUNNING && reply.problem() != VirshProblem.NO_DOMAIN) {
                virsh.require(reply);
            }
        }
    }

    public void undefine(UUID vmId, String owner) {
        Set<String> guards = definition(vmId).map(DomainXml::filters).orElse(Set.of());
        if (!isThereAndOurs(vmId, owner)) {
            return;
        }
        PowerState state = sight.state(vmId).orElse(PowerState.STOPPED);
        if (state != PowerState.STOPPED && state != PowerState.CRASHED) {
            throw KloigosException.conflict(
                    "Domain " + vmId + " on " + virsh.host() + " is " + state.word() + ": power it off first.");
        }
        VirshReply reply =
                virsh.change(command("undefine", vmId).with("--managed-save", "--snapshots-metadata", "--nvram"));
        if (reply.problem() != VirshProblem.NO_DOMAIN) {
            virsh.require(reply);
        }
        guards.stream().filter(FilterVerbs::isGuard).forEach(filters::undefine);
    }

    public void setAutostart(UUID vmId, boolean autostart) {
        VirshCommand command = command("autostart", vmId);
        VirshReply reply = virsh.change(autostart ? command : command.with("--disable"));
        if (reply.problem() == VirshProblem.NO_DOMAIN) {
            throw missing(vmId);
        }
        virsh.require(reply);
    }

    private boolean isThereAndOurs(UUID vmId, String owner) {
        Optional<DomainXml> there = definition(vmId);
        if (there.isPresent()) {
            Stamp stamp = there.get().stamp().orElseThrow(() -> unstamped(vmId));
            marks.refuseForeign(vmId, stamp, owner);
        }
        return there.isPresent();
    }

    private Optional<DomainXml> definition(UUID vmId) {
        return dump(vmId).map(DomainXml::read);
    }

    private Optional<String> dump(UUID vmId) {
        VirshReply reply = virsh.query(command("dumpxml", vmId).with("--inactive"));
        return reply.problem() == VirshProblem.NO_DOMAIN
                ? Optional.empty()
                : Optional.of(virsh.require(reply).out());
    }

    private void change(String verb, UUID vmId, VirshProblem harmless) {
        VirshReply reply = virsh.change(command(verb, vmId));
        if (reply.problem() == VirshProblem.NO_DOMAIN) {
            throw missing(vmId);
        }
        if (reply.problem() != harmless) {
            virsh.require(reply);
        }
    }

    private static VirshCommand command(String verb, UUID vmId) {
        return VirshCommand.of(verb, "--domain", vmId.toString());
    }

    private KloigosException missing(UUID vmId) {
        return new KloigosException(ErrorCode.NOT_FOUND, "There is no domain " + vmId + " on " + virsh.host() + ".");
    }

    private KloigosException unstamped(UUID vmId) {
        return KloigosException.conflict("Domain " + vmId + " on " + virsh.host()
                + " carries no stamp of Kloigos: it is somebody else's; adopt it first.");
    }
}
