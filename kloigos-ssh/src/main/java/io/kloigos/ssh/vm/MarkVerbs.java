package io.kloigos.ssh.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.ssh.template.Templates;
import io.kloigos.ssh.virsh.Edit;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Our stamp on domains that are there: set, taken off, and what it forbids. */
public final class MarkVerbs {
    private static final String KEY = "kloigos";

    private final Virsh virsh;
    private final Templates templates;

    public MarkVerbs(Virsh virsh, Templates templates) {
        this.virsh = virsh;
        this.templates = templates;
    }

    public void mark(UUID vmId, Stamp stamp) {
        SeenDomain there = SeenDomain.require(virsh, vmId);
        if (!there.persistent()) {
            throw KloigosException.conflict("Domain " + vmId + " on " + virsh.host()
                    + " is transient: it is gone once it stops. Define it first.");
        }
        there.marks().forEach(mark -> refuseForeignOrNewer(vmId, mark, stamp));
        List<String> where = new ArrayList<>();
        if (!stamp.equals(there.persistentMark())) {
            where.add("--config");
        }
        if (there.active() && !stamp.equals(there.liveMark())) {
            where.add("--live");
        }
        if (!where.isEmpty()) {
            set(vmId, stamp, where, text(where.contains("--config") ? there.persistentMark() : there.liveMark()));
        }
    }

    /** Sets the stamp of a domain that runs, whatever is there. */
    void markLive(UUID vmId, Stamp stamp) {
        set(vmId, stamp, List.of("--live"), "");
    }

    private void set(UUID vmId, Stamp stamp, List<String> where, String before) {
        String xml = xml(stamp);
        VirshCommand command = metadata(vmId, where).with("--key", KEY, "--set", xml);
        VirshReply reply = virsh.change(command, new Edit("stamp of " + vmId, before, text(stamp)));
        if (reply.problem() != VirshProblem.NOT_RUNNING) {
            virsh.require(reply);
        }
    }

    public void unmark(UUID vmId, String owner) {
        SeenDomain.of(virsh, vmId).ifPresent(there -> {
            there.marks().forEach(mark -> refuseForeign(vmId, mark, owner));
            List<String> where = new ArrayList<>();
            if (there.persistentMark() != null) {
                where.add("--config");
            }
            if (there.active() && there.liveMark() != null) {
                where.add("--live");
            }
            if (!where.isEmpty()) {
                virsh.require(virsh.change(metadata(vmId, where).with("--remove")));
            }
        });
    }

    private static VirshCommand metadata(UUID vmId, List<String> where) {
        return VirshCommand.of("metadata", "--domain", vmId.toString())
                .with(where.toArray(String[]::new))
                .with("--uri", DomainXml.NAMESPACE);
    }

    private String xml(Stamp stamp) {
        return templates
                .render("libvirt/stamp.xml.ftl", java.util.Map.of("stamp", stamp))
                .strip();
    }

    /** One line a thing, to be compared. */
    private String text(@Nullable Stamp stamp) {
        return stamp == null ? "" : xml(stamp).replace("><", ">\n<") + "\n";
    }

    void refuseForeign(UUID vmId, Stamp there, String owner) {
        if (!there.owner().equals(owner)) {
            throw KloigosException.conflict("Domain " + vmId + " on " + virsh.host()
                    + " carries the stamp of another Kloigos: it is not ours.");
        }
    }

    void refuseForeignOrNewer(UUID vmId, Stamp there, Stamp ours) {
        refuseForeign(vmId, there, ours.owner());
        if (there.generation() > ours.generation()) {
            throw KloigosException.conflict("Domain " + vmId + " on " + virsh.host() + " carries generation "
                    + there.generation() + ", newer than " + ours.generation() + ": read it again first.");
        }
    }
}
