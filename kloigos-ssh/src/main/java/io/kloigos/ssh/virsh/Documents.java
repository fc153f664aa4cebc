package io.kloigos.ssh.virsh;

import io.kloigos.ssh.xml.XmlElement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The answers to questions for an XML document each.
 *
 * @param found in the order in which they were asked for
 * @param refused the replies to those that could not be had
 */
public record Documents(Map<VirshCommand, XmlElement> found, List<VirshReply> refused) {
    /** A document shows where it ends, and a frame of its own costs virsh more than the document. */
    private static final int IN_ONE_FRAME = 10;

    public Documents {
        found = Collections.unmodifiableMap(new LinkedHashMap<>(found));
        refused = List.copyOf(refused);
    }

    /** Asks them all in one round trip; in a second one for those next to one that could not be had. */
    public static Documents ask(Virsh virsh, List<VirshCommand> commands, String what) {
        List<List<VirshCommand>> groups = groups(commands);
        List<VirshReply> replies =
                virsh.query(groups.stream().map(VirshCommand::inTurn).toList());
        Map<VirshCommand, XmlElement> found = new LinkedHashMap<>();
        List<VirshCommand> again = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            if (!read(groups.get(i), replies.get(i), what, found)) {
                again.addAll(groups.get(i));
            }
        }
        List<VirshReply> refused = new ArrayList<>();
        List<VirshReply> single = virsh.query(again);
        for (int i = 0; i < again.size(); i++) {
            VirshReply reply = single.get(i);
            if (reply.ok()) {
                found.put(again.get(i), XmlElement.parse(reply.out(), what));
            } else {
                refused.add(reply);
            }
        }
        return new Documents(found, refused);
    }

    private static boolean read(
            List<VirshCommand> group, VirshReply reply, String what, Map<VirshCommand, XmlElement> found) {
        List<XmlElement> documents = reply.ok() ? XmlElement.parseAll(reply.out(), what) : List.of();
        if (documents.size() != group.size()) {
            return false;
        }
        for (int i = 0; i < group.size(); i++) {
            found.put(group.get(i), documents.get(i));
        }
        return true;
    }

    public Stream<XmlElement> stream() {
        return found.values().stream();
    }

    /** Fails unless all that could not be had is gone in that way. */
    public void requireOnlyGone(Virsh virsh, VirshProblem... gone) {
        refused.stream()
                .filter(reply -> !List.of(gone).contains(reply.problem()))
                .forEach(virsh::require);
    }

    private static List<List<VirshCommand>> groups(List<VirshCommand> commands) {
        List<List<VirshCommand>> groups = new ArrayList<>();
        List<VirshCommand> group = new ArrayList<>();
        for (VirshCommand command : commands) {
            if (!command.fitsShell()) {
                groups.add(List.of(command));
            } else {
                group.add(command);
            }
            if (group.size() == IN_ONE_FRAME) {
                groups.add(List.copyOf(group));
                group.clear();
            }
        }
        if (!group.isEmpty()) {
            groups.add(List.copyOf(group));
        }
        return groups;
    }
}
