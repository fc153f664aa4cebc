package io.kloigos.ssh.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.FiltersOfHost;
import io.kloigos.core.hypervisor.GroupFilter;
import io.kloigos.core.hypervisor.NicGuard;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.ssh.network.FilterVerbs;
import io.kloigos.ssh.virsh.Edit;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshReply;
import io.kloigos.ssh.xml.EditableXml;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** Packet filters, and the interfaces of domains that they stand before. */
public final class VirshFilters implements FiltersOfHost {
    private static final String WHAT = "domain description";

    private final Virsh virsh;
    private final MarkVerbs marks;
    private final FilterVerbs filters;

    public VirshFilters(Virsh virsh, MarkVerbs marks, FilterVerbs filters) {
        this.virsh = virsh;
        this.marks = marks;
        this.filters = filters;
    }

    @Override
    public boolean hasGroup(UUID groupId) {
        return filters.exists(FilterVerbs.groupName(groupId));
    }

    @Override
    public Set<UUID> groupsBefore(UUID vmId, String mac) {
        return SeenDomain.of(virsh, vmId)
                .flatMap(domain -> nic(EditableXml.parse(domain.definition(), WHAT), mac))
                .flatMap(VirshFilters::reference)
                .filter(FilterVerbs::isGuard)
                .map(filters::groupsOf)
                .orElse(Set.of());
    }

    @Override
    public void defineGroup(GroupFilter group) {
        filters.define(group);
    }

    @Override
    public void removeGroup(UUID groupId) {
        filters.undefine(FilterVerbs.groupName(groupId));
    }

    @Override
    public void defineGuard(NicGuard guard) {
        filters.define(guard);
    }

    @Override
    public void removeGuard(UUID vmId, String mac) {
        if (!groupsBefore(vmId, mac).isEmpty()) {
            throw KloigosException.conflict(
                    "Interface " + mac + " of domain " + vmId + " on " + virsh.host() + " is still guarded.");
        }
        filters.undefine(FilterVerbs.guardName(vmId, mac));
    }

    @Override
    public void guard(UUID vmId, String mac, String owner) {
        String name = FilterVerbs.guardName(vmId, mac);
        if (!filters.exists(name)) {
            throw KloigosException.notFound("guard on " + virsh.host() + " of", mac);
        }
        refer(ours(SeenDomain.require(virsh, vmId), vmId, owner), vmId, mac, name);
    }

    @Override
    public void unguard(UUID vmId, String mac, String owner) {
        SeenDomain.of(virsh, vmId).ifPresent(domain -> refer(ours(domain, vmId, owner), vmId, mac, null));
        filters.undefine(FilterVerbs.guardName(vmId, mac));
    }

    private SeenDomain ours(SeenDomain domain, UUID vmId, String owner) {
        if (domain.marks().isEmpty()) {
            throw KloigosException.conflict("Domain " + vmId + " on " + virsh.host()
                    + " carries no stamp of Kloigos: it is somebody else's; adopt it first.");
        }
        for (Stamp mark : domain.marks()) {
            marks.refuseForeign(vmId, mark, owner);
        }
        return domain;
    }

    /** Has the interface name that filter, or none, from its next start on and now. */
    private void refer(SeenDomain domain, UUID vmId, String mac, @Nullable String filter) {
        refer(vmId, domain.definition(), mac, filter, "--config");
        if (domain.active()) {
            VirshReply live = virsh.query(VirshCommand.of("dumpxml", "--domain", vmId.toString()));
            refer(vmId, virsh.require(live).out(), mac, filter, "--live");
        }
    }

    private void refer(UUID vmId, String definition, String mac, @Nullable String filter, String where) {
        EditableXml xml = EditableXml.parse(definition, WHAT);
        Optional<Element> found = nic(xml, mac);
        if (found.isEmpty()) {
            if (filter != null && where.equals("--config")) {
                throw KloigosException.notFound("interface of domain " + vmId + " on " + virsh.host() + ":", mac);
            }
            return;
        }
        Element nic = found.get();
        if (reference(nic).equals(Optional.ofNullable(filter))) {
            return;
        }
        String before = EditableXml.text(nic);
        EditableXml.removeChildren(nic, "filterref");
        if (filter != null) {
            xml.append(nic, "filterref").setAttribute("filter", filter);
        }
        String after = EditableXml.text(nic);
        virsh.require(virsh.feed(
                VirshCommand.of("update-device", "--domain", vmId.toString(), "--file", VirshCommand.STDIN, where),
                after,
                new Edit("interface " + mac + " of " + vmId, before, after)));
    }

    private static Optional<Element> nic(EditableXml xml, String mac) {
        return EditableXml.child(xml.root(), "devices").stream()
                .flatMap(devices -> EditableXml.children(devices, "interface").stream())
                .filter(nic -> EditableXml.child(nic, "mac")
                        .filter(each -> each.getAttribute("address")
                                .toLowerCase(Locale.ROOT)
                                .equals(mac.toLowerCase(Locale.ROOT)))
                        .isPresent())
                .findFirst();
    }

    private static Optional<String> reference(Element nic) {
        return EditableXml.child(nic, "filterref").map(ref -> ref.getAttribute("filter"));
    }
}
