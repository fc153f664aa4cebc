package io.kloigos.ssh.network;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.GroupFilter;
import io.kloigos.core.hypervisor.NicGuard;
import io.kloigos.ssh.template.Templates;
import io.kloigos.ssh.virsh.Edit;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import io.kloigos.ssh.xml.EditableXml;
import io.kloigos.ssh.xml.XmlElement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What can be done with packet filters; their names come from the ids of what they are for. */
public final class FilterVerbs {
    private static final String GROUP = "kloigos-group-";
    private static final String GUARD = "kloigos-nic-";
    private static final String WHAT = "packet filter";

    private final Virsh virsh;
    private final Templates templates;

    public FilterVerbs(Virsh virsh, Templates templates) {
        this.virsh = virsh;
        this.templates = templates;
    }

    public static String groupName(UUID groupId) {
        return GROUP + groupId;
    }

    public static String guardName(UUID vmId, String mac) {
        return GUARD + vmId + "-" + mac.replace(":", "");
    }

    /** Whether the filter of that name is the guard of an interface. */
    public static boolean isGuard(String name) {
        return name.startsWith(GUARD);
    }

    public boolean exists(String name) {
        return dump(name).isPresent();
    }

    /** The groups that a filter stands on; empty without it. */
    public Set<UUID> groupsOf(String name) {
        return dump(name).stream()
                .flatMap(xml -> XmlElement.parse(xml, WHAT).all("filterref").stream())
                .map(ref -> ref.attribute("filter"))
                .filter(filter -> filter.startsWith(GROUP))
                .map(filter -> UUID.fromString(filter.substring(GROUP.length())))
                .collect(Collectors.toSet());
    }

    public void define(GroupFilter group) {
        define(groupName(group.groupId()), templates.render("libvirt/group-filter.xml.ftl", model(group)));
    }

    public void define(NicGuard guard) {
        for (UUID group : guard.groups()) {
            if (!exists(groupName(group))) {
                throw KloigosException.notFound("security group on " + virsh.host() + ",", group);
            }
        }
        define(guardName(guard.vmId(), guard.mac()), templates.render("libvirt/nic-filter.xml.ftl", model(guard)));
    }

    /** What the template of a group's filter is told. */
    public static Map<String, Object> model(GroupFilter group) {
        List<FilterLine> rules = group.rules().stream()
                .flatMap(rule -> FilterLine.of(rule).stream())
                .toList();
        return Map.of("name", groupName(group.groupId()), "filter", group, "rules", rules);
    }

    /** What the template of a guard's filter is told. */
    public static Map<String, Object> model(NicGuard guard) {
        List<String> groups =
                guard.groups().stream().map(FilterVerbs::groupName).toList();
        return Map.of("name", guardName(guard.vmId(), guard.mac()), "guard", guard, "groups", groups);
    }

    private void define(String name, String xml) {
        Edit edit =
                new Edit("filter " + name, dump(name).map(FilterVerbs::normal).orElse(""), normal(xml));
        virsh.require(virsh.feed(VirshCommand.of("nwfilter-define", "--file", VirshCommand.STDIN), xml, edit));
    }

    private static String normal(String xml) {
        return EditableXml.normal(xml, WHAT);
    }

    /** Removes the filter if it is there; {@code CONFLICT} while a running domain uses it. */
    public void undefine(String name) {
        if (!exists(name)) {
            return;
        }
        VirshReply reply = virsh.change(VirshCommand.of("nwfilter-undefine", "--nwfilter", name));
        if (reply.problem() != VirshProblem.NO_FILTER) {
            virsh.require(reply);
        }
    }

    private Optional<String> dump(String name) {
        VirshReply reply = virsh.query(VirshCommand.of("nwfilter-dumpxml", "--nwfilter", name));
        return reply.problem() == VirshProblem.NO_FILTER
                ? Optional.empty()
                : Optional.of(virsh.require(reply).out());
    }
}
