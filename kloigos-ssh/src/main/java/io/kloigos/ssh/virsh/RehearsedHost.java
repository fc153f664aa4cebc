package io.kloigos.ssh.virsh;

import io.kloigos.ssh.xml.EditableXml;
import io.kloigos.ssh.xml.XmlElement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * What rehearsed changes would have made of a host, as far as verbs ask for it again: volumes and domains that would be
 * there, or would not.
 */
final class RehearsedHost {
    private static final VirshReply NO_VOLUME = new VirshReply("", "error: Storage volume not found");
    private static final VirshReply NO_DOMAIN = new VirshReply("", "error: Domain not found");

    private static final VirshReply NO_NETWORK = new VirshReply("", "error: Network not found");

    private static final VirshReply NO_FILTER = new VirshReply("", "error: Network filter not found");

    private final Map<String, VirshReply> filters = new HashMap<>();
    private final Map<String, VirshReply> networks = new HashMap<>();
    private final Map<String, VirshReply> volumes = new HashMap<>();
    private final Map<String, VirshReply> domains = new HashMap<>();
    private final Map<String, VirshReply> states = new HashMap<>();
    private final Map<String, Set<String>> unplugged = new HashMap<>();

    /** Where disks of domains would be, by their targets. */
    private final Map<String, Map<String, String>> moved = new HashMap<>();

    private final RehearsedPools pools = new RehearsedPools();

    void changed(VirshCommand command, @Nullable String input) {
        pools.changed(command, input);
        String domain = command.option("--domain").orElse("");
        switch (command.words().get(0)) {
            case "vol-create", "vol-create-from" ->
                created(command.option("--pool").orElse(""), String.valueOf(input));
            case "vol-delete" -> volumes.put(volume(command), NO_VOLUME);
            case "net-define" -> networkDefined(String.valueOf(input));
            case "net-undefine" -> networks.put(network(command), NO_NETWORK);
            case "nwfilter-define" -> filterDefined(String.valueOf(input));
            case "nwfilter-undefine" -> filters.put(filter(command), NO_FILTER);
            case "define" -> defined(String.valueOf(input));
            case "undefine", "migrate" -> {
                domains.put(domain, NO_DOMAIN);
                states.put(domain, NO_DOMAIN);
            }
            case "start", "resume" -> states.put(domain, new VirshReply("running", ""));
            case "suspend" -> states.put(domain, new VirshReply("paused", ""));
            case "detach-disk" ->
                unplugged
                        .computeIfAbsent(domain, id -> new HashSet<>())
                        .add(command.option("--target").orElse(""));
            case "detach-interface" ->
                unplugged
                        .computeIfAbsent(domain, id -> new HashSet<>())
                        .add(command.option("--mac").orElse(""));
            case "blockcopy" ->
                moved.computeIfAbsent(domain, id -> new HashMap<>())
                        .put(
                                command.option("--path").orElse(""),
                                command.option("--dest").orElse(""));
            case "destroy", "shutdown", "managedsave" -> states.put(domain, new VirshReply("shut off", ""));
            default -> {}
        }
    }

    /** Empty for what the changes have nothing to do with. */
    Optional<VirshReply> answer(VirshCommand command) {
        return Optional.ofNullable(
                switch (command.words().get(0)) {
                    case "vol-dumpxml" -> volumes.get(volume(command));
                    case "net-dumpxml" -> networks.get(network(command));
                    case "nwfilter-dumpxml" -> filters.get(filter(command));
                    case "pool-dumpxml", "pool-info" -> pools.answer(command);
                    case "dumpxml" -> domains.get(domain(command));
                    case "domstate" -> states.get(domain(command));
                    case "dominfo", "snapshot-list" -> NO_DOMAIN.equals(states.get(domain(command))) ? NO_DOMAIN : null;
                    default -> null;
                });
    }

    private static String volume(VirshCommand command) {
        return command.option("--pool").orElse("") + "/"
                + command.option("--vol").orElse("");
    }

    private static String network(VirshCommand command) {
        return command.option("--network").orElse("");
    }

    private void networkDefined(String xml) {
        networks.put(XmlElement.parse(xml, "network description").text("uuid"), new VirshReply(xml, ""));
    }

    private static String filter(VirshCommand command) {
        return command.option("--nwfilter").orElse("");
    }

    private void filterDefined(String xml) {
        filters.put(XmlElement.parse(xml, "packet filter").attribute("name"), new VirshReply(xml, ""));
    }

    private static String domain(VirshCommand command) {
        return command.option("--domain")
                .orElse(command.words().get(command.words().size() - 1));
    }

    /** Its path is not known before it is made: its name stands for the file. */
    private void created(String pool, String xml) {
        EditableXml volume = EditableXml.parse(xml, "volume description");
        String name = XmlElement.parse(xml, "volume description").rawText("name");
        Element target = volume.require(volume.root(), "target");
        volume.require(target, "path").setTextContent("/" + pool + "/" + name);
        volumes.put(pool + "/" + name, new VirshReply(volume.text(), ""));
    }

    private void defined(String xml) {
        String uuid = XmlElement.parse(xml, "domain description").text("uuid");
        domains.put(uuid, new VirshReply(xml, ""));
        states.remove(uuid, NO_DOMAIN);
    }

    /** What the host says, but for what the changes would have made of it. */
    VirshReply corrected(VirshCommand command, VirshReply reply) {
        if (command.words().get(0).equals("pool-info")) {
            return pools.corrected(command, reply);
        }
        return withDomain(command, withMovedDisks(command, withoutDevices(command, reply)));
    }

    /** A domain would have its disks where they were moved to. */
    private VirshReply withMovedDisks(VirshCommand command, VirshReply reply) {
        Map<String, String> places = moved.getOrDefault(domain(command), Map.of());
        if (places.isEmpty() || !command.words().get(0).equals("dumpxml") || !reply.ok()) {
            return reply;
        }
        EditableXml xml = EditableXml.parse(reply.out(), "domain description");
        for (Element disk : EditableXml.children(xml.require(xml.root(), "devices"), "disk")) {
            EditableXml.child(disk, "target")
                    .map(target -> places.get(target.getAttribute("dev")))
                    .ifPresent(place -> xml.require(disk, "source").setAttribute("file", place));
        }
        return new VirshReply(xml.text(), reply.err());
    }

    /** A domain would not have the disks and interfaces that were unplugged from it. */
    private VirshReply withoutDevices(VirshCommand command, VirshReply reply) {
        Set<String> gone = unplugged.getOrDefault(domain(command), Set.of());
        if (gone.isEmpty() || !command.words().get(0).equals("dumpxml") || !reply.ok()) {
            return reply;
        }
        EditableXml xml = EditableXml.parse(reply.out(), "domain description");
        Element devices = xml.require(xml.root(), "devices");
        remove(devices, "disk", "target", "dev", gone);
        remove(devices, "interface", "mac", "address", gone);
        return new VirshReply(xml.text(), reply.err());
    }

    private static void remove(Element devices, String kind, String child, String attribute, Set<String> gone) {
        EditableXml.children(devices, kind).stream()
                .filter(device -> EditableXml.child(device, child)
                        .filter(each -> gone.contains(each.getAttribute(attribute)))
                        .isPresent())
                .forEach(EditableXml::remove);
    }

    /** A domain that would be defined, and that the host does not know of, would be off; another one would be persistent. */
    private VirshReply withDomain(VirshCommand command, VirshReply reply) {
        VirshReply definition = domains.get(domain(command));
        if (definition == null || !definition.ok()) {
            return reply;
        }
        if (reply.problem() != VirshProblem.NO_DOMAIN) {
            return new VirshReply(reply.out().replaceFirst("(?m)^(Persistent:\\s*)no$", "$1yes"), reply.err());
        }
        return switch (command.words().get(0)) {
            case "domstate" -> new VirshReply("shut off", "");
            case "dominfo" ->
                new VirshReply(
                        "UUID: " + domain(command) + "\nState: shut off\nPersistent: yes\nAutostart: disable", "");
            default -> reply;
        };
    }
}
