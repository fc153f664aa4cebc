package io.kloigos.ssh.storage;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeLimits;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.ssh.template.Templates;
import io.kloigos.ssh.virsh.Edit;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import io.kloigos.ssh.xml.XmlElement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be done with volumes. */
public final class VolumeVerbs {
    private static final String STDIN = "/dev/stdin";

    private final Virsh virsh;
    private final Templates templates;

    public VolumeVerbs(Virsh virsh, Templates templates) {
        this.virsh = virsh;
        this.templates = templates;
    }

    public List<Volume> volumes(String pool) {
        List<VirshReply> replies = virsh.query(
                List.of(VirshCommand.of("pool-dumpxml", "--pool", pool), VirshCommand.of("vol-list", "--pool", pool)));
        requirePool(pool, replies.get(0));
        PoolListing listing = new PoolListing(pool, replies.get(0), virsh.require(replies.get(1)));
        return read(listing.asks());
    }

    /** The volumes of all active pools, in two round trips. */
    public List<Volume> all(List<String> poolIds) {
        List<VirshCommand> commands = new ArrayList<>();
        for (String id : poolIds) {
            commands.add(VirshCommand.of("pool-dumpxml", "--pool", id));
            commands.add(VirshCommand.of("vol-list", "--pool", id));
        }
        List<VirshReply> replies = virsh.query(commands);
        List<Ask> asks = new ArrayList<>();
        for (int i = 0; i < poolIds.size(); i++) {
            VirshReply pool = replies.get(2 * i);
            VirshReply list = replies.get(2 * i + 1);
            if (!gone(pool) && !gone(list)) {
                String name = XmlElement.parse(virsh.require(pool).out(), "pool description")
                        .rawText("name");
                asks.addAll(new PoolListing(name, pool, virsh.require(list)).asks());
            }
        }
        return read(asks);
    }

    /** Stopped or removed since it was listed. */
    private static boolean gone(VirshReply reply) {
        return reply.problem() == VirshProblem.NO_POOL || reply.problem() == VirshProblem.POOL_INACTIVE;
    }

    private List<Volume> read(List<Ask> asks) {
        List<VirshReply> replies = virsh.query(asks.stream().map(Ask::command).toList());
        List<Volume> volumes = new ArrayList<>();
        for (int i = 0; i < replies.size(); i++) {
            VirshReply reply = replies.get(i);
            if (reply.problem() != VirshProblem.NO_VOLUME && !gone(reply)) {
                volumes.add(
                        VolumeXml.read(asks.get(i).pool(), virsh.require(reply).out()));
            }
        }
        return volumes;
    }

    public Optional<Volume> volume(String pool, String name) {
        if (name.isEmpty() || pool.isEmpty()) {
            return Optional.empty();
        }
        VirshReply reply = virsh.query(dump(pool, name));
        return switch (reply.problem()) {
            case NO_POOL, NO_VOLUME -> Optional.empty();
            default -> named(VolumeXml.read(pool, virsh.require(reply).out()), name);
        };
    }

    /** virsh takes a path or a key where we mean a name. */
    private static Optional<Volume> named(Volume volume, String name) {
        return volume.name().equals(name) ? Optional.of(volume) : Optional.empty();
    }

    public void create(VolumeSpec spec) {
        VolumeLimits.check(spec);
        requirePool(spec.pool(), virsh.query(VirshCommand.of("pool-dumpxml", "--pool", spec.pool())));
        if (volume(spec.pool(), spec.name()).isPresent()) {
            return;
        }
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("volume", spec);
        model.put("backing", spec.backing() == null ? null : require(spec.pool(), spec.backing()));
        String xml = templates.render("libvirt/volume.xml.ftl", model);
        VirshReply reply = virsh.feed(
                VirshCommand.of("vol-create", "--pool", spec.pool(), "--file", STDIN),
                xml,
                new Edit("volume " + spec.name(), "", xml));
        if (reply.problem() != VirshProblem.EXISTS) {
            virsh.require(reply);
        }
    }

    public void upload(String pool, String name, Content content) {
        require(pool, name);
        virsh.require(
                virsh.feed(VirshCommand.of("vol-upload", "--pool", pool, "--vol", name, "--file", STDIN), content));
    }

    /** Puts the content into a raw volume of exactly its size, creating or replacing it. */
    public void write(String pool, String name, Content content) {
        Optional<Volume> there = volume(pool, name);
        if (there.isPresent() && !(holdsRaw(there.get()) && there.get().capacityBytes() == content.sizeBytes())) {
            delete(pool, name);
        }
        create(new VolumeSpec(pool, name, VolumeFormat.RAW, content.sizeBytes(), null));
        upload(pool, name, content);
    }

    /** libvirt looks into the file: a raw volume that holds an ISO image is reported as one. */
    private static boolean holdsRaw(Volume volume) {
        return volume.format().equals("raw") || volume.format().equals("iso");
    }

    public void delete(String pool, String name) {
        if (volume(pool, name).isEmpty()) {
            return;
        }
        VirshReply reply = virsh.change(VirshCommand.of("vol-delete", "--pool", pool, "--vol", name));
        if (reply.problem() != VirshProblem.NO_VOLUME) {
            virsh.require(reply);
        }
    }

    /** The volume, which must be there. */
    public Volume require(String pool, String name) {
        return volume(pool, name)
                .orElseThrow(() -> KloigosException.notFound(
                        "volume", "'" + name + "' in pool '" + pool + "' on " + virsh.host()));
    }

    private void requirePool(String pool, VirshReply reply) {
        if (reply.problem() == VirshProblem.NO_POOL || pool.isEmpty()) {
            throw KloigosException.notFound("storage pool", "'" + pool + "' on " + virsh.host());
        }
        virsh.require(reply);
    }

    private static VirshCommand dump(String pool, String name) {
        return VirshCommand.of("vol-dumpxml", "--pool", pool, "--vol", name);
    }

    private record Ask(String pool, VirshCommand command) {}

    private record PoolListing(String pool, VirshReply description, VirshReply list) {
        List<Ask> asks() {
            String folder =
                    XmlElement.parse(description.out(), "pool description").rawText("target", "path");
            return VolumeRows.names(list.out(), folder).stream()
                    .map(name -> new Ask(pool, dump(pool, name)))
                    .toList();
        }
    }
}
