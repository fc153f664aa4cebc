package io.kloigos.ssh.storage;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.FetchListener;
import io.kloigos.core.hypervisor.PoolSpec;
import io.kloigos.core.hypervisor.StorageOfHost;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.WebFile;
import io.kloigos.ssh.template.Templates;
import io.kloigos.ssh.virsh.Edit;
import io.kloigos.ssh.virsh.Labelled;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import io.kloigos.ssh.xml.XmlElement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What can be done with storage pools. */
public final class PoolVerbs implements StorageOfHost {
    private final Virsh virsh;
    private final Templates templates;
    private final VolumeVerbs volumes;

    public PoolVerbs(Virsh virsh, Templates templates, VolumeVerbs volumes) {
        this.virsh = virsh;
        this.templates = templates;
        this.volumes = volumes;
    }

    @Override
    public Optional<StoragePool> pool(String name) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        List<VirshReply> replies = virsh.query(List.of(command("pool-dumpxml", name), command("pool-info", name)));
        if (replies.stream().anyMatch(reply -> reply.problem() == VirshProblem.NO_POOL)) {
            return Optional.empty();
        }
        XmlElement xml = XmlElement.parse(virsh.require(replies.get(0)).out(), "pool description");
        Labelled info = Labelled.read(virsh.require(replies.get(1)).out());
        Set<String> itself = Set.of(xml.text("uuid"));
        return Optional.of(PoolXml.read(
                        xml,
                        info.value("State").equals("running") ? itself : Set.of(),
                        info.value("Autostart").equals("yes") ? itself : Set.of()))
                // virsh takes a UUID where we mean a name
                .filter(pool -> pool.name().equals(name));
    }

    private StoragePool require(String name) {
        return pool(name)
                .orElseThrow(() -> KloigosException.notFound("storage pool", "'" + name + "' on " + virsh.host()));
    }

    @Override
    public void definePool(PoolSpec spec) {
        Optional<StoragePool> there = pool(spec.name());
        if (there.isPresent()) {
            refuseOther(spec, there.get());
            return;
        }
        String xml = templates.render("libvirt/pool.xml.ftl", Map.of("pool", spec));
        virsh.require(virsh.feed(
                VirshCommand.of("pool-define", "--file", VirshCommand.STDIN),
                xml,
                new Edit("pool " + spec.name(), "", xml)));
    }

    private void refuseOther(PoolSpec spec, StoragePool there) {
        boolean elsewhere = there.path() != null && !there.path().equals(spec.targetPath());
        if (elsewhere && spec.type() != PoolSpec.Type.ZFS
                || !there.type().equals(spec.type().word())) {
            throw KloigosException.conflict("There is another storage pool '" + spec.name() + "' on " + virsh.host()
                    + ", of type " + there.type() + " at " + there.path() + ".");
        }
    }

    @Override
    public void buildPool(String name) {
        require(name);
        change(command("pool-build", name));
    }

    @Override
    public void startPool(String name) {
        if (!require(name).active()) {
            VirshReply reply = virsh.change(command("pool-start", name));
            if (reply.problem() != VirshProblem.ALREADY_ACTIVE) {
                virsh.require(reply);
            }
        }
    }

    @Override
    public void stopPool(String name) {
        if (require(name).active()) {
            VirshReply reply = virsh.change(command("pool-destroy", name));
            if (reply.problem() != VirshProblem.POOL_INACTIVE) {
                virsh.require(reply);
            }
        }
    }

    @Override
    public void refreshPool(String name) {
        if (!require(name).active()) {
            throw KloigosException.conflict(
                    "Storage pool '" + name + "' on " + virsh.host() + " is not active. Start it first.");
        }
        change(command("pool-refresh", name));
    }

    @Override
    public void setPoolAutostart(String name, boolean autostart) {
        if (require(name).autostart() != autostart) {
            VirshCommand command = command("pool-autostart", name);
            change(autostart ? command : command.with("--disable"));
        }
    }

    @Override
    public void undefinePool(String name) {
        Optional<StoragePool> there = pool(name);
        if (there.isEmpty()) {
            return;
        }
        if (there.get().active()) {
            throw KloigosException.conflict(
                    "Storage pool '" + name + "' on " + virsh.host() + " is active. Stop it first.");
        }
        VirshReply reply = virsh.change(command("pool-undefine", name));
        if (reply.problem() != VirshProblem.NO_POOL) {
            virsh.require(reply);
        }
    }

    @Override
    public void resizeVolume(String pool, String name, long capacityBytes) {
        volumes.resize(pool, name, capacityBytes);
    }

    @Override
    public void copyVolume(String pool, String name, String toPool, String newName, VolumeFormat format) {
        volumes.copy(pool, name, toPool, newName, format);
    }

    @Override
    public void cloneVolume(String pool, String name, String newName) {
        volumes.copy(pool, name, newName);
    }

    @Override
    public void fetch(String pool, String volume, WebFile file, FetchListener listener) {
        volumes.fetch(pool, volume, file, listener);
    }

    @Override
    public Content content(String pool, String name) {
        return volumes.content(pool, name);
    }

    private void change(VirshCommand command) {
        virsh.require(virsh.change(command));
    }

    private static VirshCommand command(String verb, String pool) {
        return VirshCommand.of(verb, "--pool", pool);
    }
}
