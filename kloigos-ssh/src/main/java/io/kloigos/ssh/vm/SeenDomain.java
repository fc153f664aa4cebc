package io.kloigos.ssh.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Definition;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.ssh.virsh.Labelled;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A domain as it is before something in it is changed.
 *
 * @param live what it is now
 * @param definition what it is from its next start on, as libvirt writes it, secrets included
 */
record SeenDomain(
        String name,
        boolean active,
        boolean persistent,
        boolean autostart,
        String live,
        String definition,
        @Nullable Stamp liveMark,
        @Nullable Stamp persistentMark) {
    static Optional<SeenDomain> of(Virsh virsh, UUID vmId) {
        String id = vmId.toString();
        List<VirshReply> replies = virsh.query(List.of(
                VirshCommand.of("dominfo", "--domain", id),
                VirshCommand.of("dumpxml", "--domain", id),
                VirshCommand.of("dumpxml", "--inactive", "--security-info", "--domain", id)));
        if (replies.stream().anyMatch(reply -> reply.problem() == VirshProblem.NO_DOMAIN)) {
            return Optional.empty();
        }
        Labelled info = Labelled.read(virsh.require(replies.get(0)).out());
        String now = virsh.require(replies.get(1)).out();
        DomainXml live = DomainXml.read(now);
        String definition = virsh.require(replies.get(2)).out();
        return Optional.of(new SeenDomain(
                live.name(),
                !info.value("State").equals("shut off"),
                info.value("Persistent").equals("yes"),
                info.value("Autostart").equals("enable"),
                now,
                definition,
                live.stamp().orElse(null),
                DomainXml.read(definition).stamp().orElse(null)));
    }

    /** {@code NOT_FOUND} without it. */
    static SeenDomain require(Virsh virsh, UUID vmId) {
        return of(virsh, vmId).orElseThrow(() -> KloigosException.notFound("domain on " + virsh.host() + ",", vmId));
    }

    /** A domain that carries our stamp. {@code NOT_FOUND} without it, {@code CONFLICT} when it is somebody else's. */
    static SeenDomain ours(Virsh virsh, MarkVerbs marks, UUID vmId, String owner) {
        SeenDomain there = require(virsh, vmId);
        if (there.marks().isEmpty()) {
            throw KloigosException.conflict("Domain " + vmId + " on " + virsh.host()
                    + " carries no stamp of Kloigos: it is somebody else's; adopt it first.");
        }
        there.marks().forEach(mark -> marks.refuseForeign(vmId, mark, owner));
        return there;
    }

    /** What it is made of now. */
    Definition now() {
        return DomainXml.read(live).definition();
    }

    /** What it is made of from its next start on. */
    Definition next() {
        return DomainXml.read(definition).definition();
    }

    /** Its stamps, of now and of its next start. */
    List<Stamp> marks() {
        return Stream.of(liveMark, persistentMark)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }
}
