package io.kloigos.ssh.storage;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.FetchListener;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeLimits;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.hypervisor.WebFile;
import io.kloigos.ssh.template.Templates;
import io.kloigos.ssh.virsh.Documents;
import io.kloigos.ssh.virsh.Edit;
import io.kloigos.ssh.virsh.HostFetch;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import io.kloigos.ssh.xml.XmlElement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What can be done with volumes. */
public final class VolumeVerbs {
    private final Virsh virsh;
    private final Templates templates;

    public VolumeVerbs(Virsh virsh, Templates templates) {
        this.virsh = virsh;
        this.templates = templates;
    }

    public List<Volume> volumes(String pool) {
        List<VirshReply> replies = virsh.query(List.of(VirshCommand.of("pool-dumpxml", "--pool", pool), list(pool)));
        requirePool(pool, replies.get(0));
        XmlElement description = XmlElement.parse(replies.get(0).out(), "pool description");
        String folder = description.rawText("target", "path");
        Map<VirshCommand, String> asks = new LinkedHashMap<>();
        VolumeRows.names(virsh.require(replies.get(1)).out(), folder).forEach(name -> asks.put(dump(pool, name), pool));
        return read(asks);
    }

    /** The volumes of these pools, in a number of round trips that does not grow with them. */
    List<Volume> all(List<StoragePool> pools) {
        List<VirshReply> lists =
                virsh.query(pools.stream().map(pool -> list(pool.uuid())).toList());
        Map<VirshCommand, String> asks = new LinkedHashMap<>();
        for (int i = 0; i < pools.size(); i++) {
            StoragePool pool = pools.get(i);
            VirshReply list = lists.get(i);
            // stopped or removed since it was listed
            if (list.problem() != VirshProblem.NO_POOL && list.problem() != VirshProblem.POOL_INACTIVE) {
                VolumeRows.names(virsh.require(list).out(), Objects.requireNonNullElse(pool.path(), ""))
                        .forEach(name -> asks.put(dump(pool.uuid(), name), pool.name()));
            }
        }
        return read(asks);
    }

    /** @param asks the name of the pool for each question */
    private List<Volume> read(Map<VirshCommand, String> asks) {
        Documents documents = Documents.ask(virsh, List.copyOf(asks.keySet()), "volume description");
        documents.requireOnlyGone(virsh, VirshProblem.NO_VOLUME, VirshProblem.NO_POOL, VirshProblem.POOL_INACTIVE);
        List<Volume> volumes = new ArrayList<>();
        documents.found().forEach((ask, xml) -> volumes.add(VolumeXml.read(String.valueOf(asks.get(ask)), xml)));
        return volumes;
    }

    private static VirshCommand list(String pool) {
        return VirshCommand.of("vol-list", "--pool", pool);
    }

    public Optional<Volume> volume(String pool, String name) {
        if (name.isEmpty() || pool.isEmpty()) {
            return Optional.empty();
        }
        return read(pool, name, virsh.query(dump(pool, name)));
    }

    private Optional<Volume> read(String pool, String name, VirshReply reply) {
        return switch (reply.problem()) {
            case NO_POOL, NO_VOLUME -> Optional.empty();
            default ->
                named(VolumeXml.read(pool, XmlElement.parse(virsh.require(reply).out(), "volume description")), name);
        };
    }

    /** virsh takes a path or a key where we mean a name. */
    private static Optional<Volume> named(Volume volume, String name) {
        return volume.name().equals(name) ? Optional.of(volume) : Optional.empty();
    }

    public void create(VolumeSpec spec) {
        VolumeLimits.check(spec);
        String backing = spec.backing();
        List<VirshReply> there =
                backing == null ? look(spec.pool(), spec.name()) : look(spec.pool(), spec.name(), backing);
        if (read(spec.pool(), spec.name(), there.get(0)).isPresent()) {
            return;
        }
        if (backing == null) {
            make(spec, null);
        } else {
            Volume below = answered(spec.pool(), backing, there.get(1));
            make(spec.capacityBytes() == 0 ? spec.withCapacity(below.capacityBytes()) : spec, below);
        }
    }

    /** What the pool, which must be there, says of these volumes, in one round trip. */
    private List<VirshReply> look(String pool, String... names) {
        List<VirshCommand> asks = new ArrayList<>(List.of(VirshCommand.of("pool-dumpxml", "--pool", pool)));
        Stream.of(names).map(name -> dump(pool, name)).forEach(asks::add);
        List<VirshReply> replies = virsh.query(asks);
        requirePool(pool, replies.get(0));
        return replies.subList(1, replies.size());
    }

    private void make(VolumeSpec spec, @Nullable Volume backing) {
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("volume", spec);
        model.put("backing", backing);
        String xml = templates.render("libvirt/volume.xml.ftl", model);
        VirshReply reply = virsh.feed(
                VirshCommand.of("vol-create", "--pool", spec.pool(), "--file", VirshCommand.STDIN),
                xml,
                new Edit("volume " + spec.name(), "", xml));
        if (reply.problem() != VirshProblem.EXISTS) {
            virsh.require(reply);
        }
    }

    public void upload(String pool, String name, Content content) {
        require(pool, name);
        fill(pool, name, content);
    }

    private void fill(String pool, String name, Content content) {
        virsh.require(virsh.feed(
                VirshCommand.of("vol-upload", "--pool", pool, "--vol", name, "--file", VirshCommand.STDIN), content));
    }

    void fetch(String pool, String name, WebFile file, FetchListener listener) {
        require(pool, name);
        virsh.fetch(new HostFetch(pool, name, file), listener);
    }

    /** Puts the content into a raw volume of exactly its size, creating or replacing it. */
    public void write(String pool, String name, Content content) {
        VolumeSpec spec = new VolumeSpec(pool, name, VolumeFormat.RAW, content.sizeBytes(), null);
        VolumeLimits.check(spec);
        Optional<Volume> there = read(pool, name, look(pool, name).get(0));
        boolean fits = there.isPresent() && holdsRaw(there.get()) && there.get().capacityBytes() == content.sizeBytes();
        if (there.isPresent() && !fits) {
            delete(pool, name);
        }
        if (!fits) {
            make(spec, null);
        }
        fill(pool, name, content);
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

    void resize(String pool, String name, long capacityBytes) {
        Volume there = require(pool, name);
        if (there.capacityBytes() > capacityBytes) {
            throw KloigosException.conflict("Volume '" + name + "' in pool '" + pool + "' on " + virsh.host() + " has "
                    + there.capacityBytes() + " bytes: it can only grow.");
        }
        if (there.capacityBytes() < capacityBytes) {
            virsh.require(virsh.change(
                    VirshCommand.of("vol-resize", "--pool", pool, "--vol", name, "--capacity", capacityBytes + "b")));
        }
    }

    /** Not {@code vol-clone}: the copy of an overlay would be one too. */
    void copy(String pool, String name, String newName) {
        Volume there = require(pool, name);
        copy(pool, name, pool, newName, there.format().equals("qcow2") ? VolumeFormat.QCOW2 : VolumeFormat.RAW);
    }

    void copy(String pool, String name, String toPool, String newName, VolumeFormat format) {
        VolumeLimits.checkName(newName);
        Volume there = require(pool, name);
        if (volume(toPool, newName).isEmpty()) {
            createFrom(
                    List.of("--vol", name, "--inputpool", pool),
                    new VolumeSpec(toPool, newName, format, there.capacityBytes(), null));
        }
    }

    /** Makes a full qcow2 copy of the volume at that path, in whatever pool it is, unless there is one of that name. */
    public void copyPath(String path, String pool, String newName) {
        if (volume(pool, newName).isPresent()) {
            return;
        }
        VirshReply reply = virsh.query(VirshCommand.of("vol-dumpxml", "--vol", path));
        if (reply.problem() == VirshProblem.NO_VOLUME) {
            throw KloigosException.conflict("Disk " + path + " on " + virsh.host()
                    + " is in no active storage pool: it cannot be copied while its VM is off.");
        }
        long capacity = XmlElement.parse(virsh.require(reply).out(), "volume description")
                .bytes("capacity");
        createFrom(List.of("--vol", path), new VolumeSpec(pool, newName, VolumeFormat.QCOW2, capacity, null));
    }

    /** It takes as long as the volume is large. */
    private void createFrom(List<String> source, VolumeSpec spec) {
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("volume", spec);
        String xml = templates.render("libvirt/volume.xml.ftl", model);
        VirshCommand command = VirshCommand.of("vol-create-from", "--pool", spec.pool(), "--file", VirshCommand.STDIN);
        VirshReply reply = virsh.feedPatiently(
                command.with(source.toArray(String[]::new)), xml, new Edit("volume " + spec.name(), "", xml));
        if (reply.problem() != VirshProblem.EXISTS) {
            virsh.require(reply);
        }
    }

    Content content(String pool, String name) {
        VirshReply reply = virsh.query(dump(pool, name));
        if (reply.problem() == VirshProblem.NO_POOL || reply.problem() == VirshProblem.NO_VOLUME) {
            throw missing(pool, name);
        }
        XmlElement xml = XmlElement.parse(virsh.require(reply).out(), "volume description");
        if (named(VolumeXml.read(pool, xml), name).isEmpty()) {
            throw missing(pool, name);
        }
        return new VolumeContent(virsh, pool, name, xml.bytes("physical"));
    }

    /** The volume, which must be there. */
    public Volume require(String pool, String name) {
        return volume(pool, name).orElseThrow(() -> missing(pool, name));
    }

    /** What to ask about a volume, for {@link #answered}. */
    public static VirshCommand ask(String pool, String name) {
        return dump(pool, name);
    }

    /** The volume, which must be there. */
    public Volume answered(String pool, String name, VirshReply reply) {
        return Optional.of(reply)
                .filter(answer -> !name.isEmpty() && !pool.isEmpty())
                .flatMap(answer -> read(pool, name, answer))
                .orElseThrow(() -> missing(pool, name));
    }

    private KloigosException missing(String pool, String name) {
        return KloigosException.notFound("volume", "'" + name + "' in pool '" + pool + "' on " + virsh.host());
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
}
