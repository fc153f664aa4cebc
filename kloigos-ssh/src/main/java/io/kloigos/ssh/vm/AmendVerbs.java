package io.kloigos.ssh.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Amendment;
import io.kloigos.core.hypervisor.SavedDomain;
import io.kloigos.ssh.virsh.Edit;
import io.kloigos.ssh.virsh.Secrets;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.xml.EditableXml;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Changes single things in the definitions of domains, and puts definitions back. */
public final class AmendVerbs {
    private static final String WHAT = "domain description";

    private final Virsh virsh;
    private final MarkVerbs marks;
    private final Supplier<Machine> machine;

    public AmendVerbs(Virsh virsh, MarkVerbs marks, Supplier<Machine> machine) {
        this.virsh = virsh;
        this.marks = marks;
        this.machine = machine;
    }

    public void amend(Amendment amendment) {
        UUID vmId = amendment.vmId();
        SeenDomain there = SeenDomain.require(virsh, vmId);
        if (there.marks().isEmpty()) {
            throw KloigosException.conflict("Domain " + vmId + " on " + virsh.host()
                    + " carries no stamp of Kloigos: it is somebody else's; adopt it first.");
        }
        there.marks().forEach(mark -> marks.refuseForeignOrNewer(vmId, mark, amendment.stamp()));
        rename(vmId, there, amendment.name());
        EditableXml before = EditableXml.parse(there.definition(), WHAT);
        setName(before, amendment.name());
        EditableXml after = EditableXml.parse(before.text(), WHAT);
        new DomainEdit(after, machine).apply(amendment);
        if (!there.persistent() || !after.text().equals(before.text())) {
            define(vmId, there.persistent() ? before.text() : "", after.text());
        }
    }

    private static void setName(EditableXml domain, String name) {
        domain.require(domain.root(), "name").setTextContent(name);
    }

    private void rename(UUID vmId, SeenDomain there, String name) {
        if (there.name().equals(name)) {
            return;
        }
        if (there.active()) {
            throw KloigosException.conflict("Domain " + there.name() + " on " + virsh.host()
                    + " runs: stop it before it is renamed to " + name + ".");
        }
        virsh.require(virsh.change(
                VirshCommand.of("domrename", "--domain", vmId.toString(), "--new-name", name),
                new Edit("name of " + vmId, there.name() + "\n", name + "\n")));
    }

    private void define(UUID vmId, String before, String after) {
        virsh.require(virsh.feed(
                VirshCommand.of("define", "--file", VirshCommand.STDIN),
                after,
                new Edit("domain " + vmId, before, after)));
    }

    public Optional<SavedDomain> save(UUID vmId) {
        return SeenDomain.of(virsh, vmId)
                .map(there ->
                        new SavedDomain(there.name(), Secrets.mask(normal(there.definition())), there.autostart()));
    }

    private static String normal(String definition) {
        return EditableXml.normal(definition, WHAT);
    }

    public void restore(UUID vmId, SavedDomain saved, String owner) {
        Optional<SeenDomain> there = SeenDomain.of(virsh, vmId);
        there.ifPresent(domain -> domain.marks().forEach(mark -> marks.refuseForeign(vmId, mark, owner)));
        there.ifPresent(domain -> rename(vmId, domain, saved.name()));
        String definition = withSecrets(saved, there.map(SeenDomain::definition).orElse(""));
        String before = there.map(domain -> {
                    EditableXml xml = EditableXml.parse(domain.definition(), WHAT);
                    setName(xml, saved.name());
                    return xml.text();
                })
                .orElse("");
        if (!definition.equals(before)) {
            define(vmId, before, definition);
        }
        boolean autostart = there.map(SeenDomain::autostart).orElse(false);
        if (autostart != saved.autostart()) {
            VirshCommand command = VirshCommand.of("autostart", "--domain", vmId.toString());
            virsh.require(virsh.change(saved.autostart() ? command : command.with("--disable")));
        }
        restoreLiveMark(vmId, definition, owner);
    }

    private void restoreLiveMark(UUID vmId, String definition, String owner) {
        SeenDomain.of(virsh, vmId)
                .filter(SeenDomain::active)
                .ifPresent(now -> DomainXml.read(definition)
                        .stamp()
                        .ifPresentOrElse(
                                stamp -> {
                                    if (!stamp.equals(now.liveMark())) {
                                        marks.markLive(vmId, stamp);
                                    }
                                },
                                () -> marks.unmark(vmId, owner)));
    }

    /** Passwords are not kept; they are those that the domain has. */
    private String withSecrets(SavedDomain saved, String now) {
        if (!saved.definition().contains(Secrets.MASK)) {
            return saved.definition();
        }
        if (now.isEmpty()) {
            throw KloigosException.conflict(
                    "Domain " + saved.name() + " had a password that we do not keep: define it by hand.");
        }
        return DomainEdit.withPasswords(saved.definition(), now);
    }
}
