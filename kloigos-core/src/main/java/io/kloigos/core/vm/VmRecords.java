package io.kloigos.core.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.SqlErrors;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.image.ImageService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.apache.ibatis.exceptions.PersistenceException;
import org.jspecify.annotations.Nullable;

/** The records of VMs, for features that change what is wanted of them. */
public final class VmRecords {
    private VmRecords() {}

    /** {@code NOT_FOUND} when there is no such VM. */
    public static Vm get(Transaction tx, UUID vmId) {
        return find(tx, vmId).orElseThrow(() -> KloigosException.notFound("VM", vmId));
    }

    public static Optional<Vm> find(Transaction tx, UUID vmId) {
        return Optional.ofNullable(tx.mapper(VmMapper.class).find(vmId));
    }

    /** The VM, which nobody else changes until the transaction ends. {@code NOT_FOUND} when there is none. */
    public static Vm lock(Transaction tx, UUID vmId) {
        tx.mapper(VmMapper.class).lock(vmId);
        return get(tx, vmId);
    }

    public static List<Vm> list(Transaction tx, VmQuery query) {
        return tx.mapper(VmMapper.class).list(query);
    }

    /** What this CMDB calls itself on hosts. */
    public static UUID ownerId(Transaction tx) {
        return tx.mapper(VmMapper.class).ownerId();
    }

    /** Adds a VM that exists already. {@code CONFLICT} when its name is taken on that host. */
    public static void add(
            Transaction tx,
            UUID vmId,
            String hostId,
            VmPhase phase,
            long generation,
            WantedVm wanted,
            Instant createdAt) {
        named(hostId, wanted.name(), () -> {
            tx.mapper(VmMapper.class).insert(vmId, hostId, phase, generation, wanted, createdAt);
            return 1;
        });
    }

    /** Changes what is wanted of a VM. {@code CONFLICT} when that has a later generation already, or its name is taken. */
    public static void setWanted(Transaction tx, Vm vm, long generation, WantedVm wanted) {
        int changed = named(
                vm.hostId(), wanted.name(), () -> tx.mapper(VmMapper.class).setWanted(vm.vmId(), generation, wanted));
        if (changed == 0) {
            throw KloigosException.conflict("VM " + vm.name() + " was changed meanwhile. Look at it again.");
        }
    }

    /** Records that a VM is on another host now. {@code CONFLICT} when its name is taken there. */
    public static void move(Transaction tx, Vm vm, String hostId) {
        named(hostId, vm.name(), () -> tx.mapper(VmMapper.class).move(vm.vmId(), vm.hostId(), hostId));
    }

    /** {@code CONFLICT} when a VM of the same project, or of none as that one, has the name on that host. */
    public static void checkName(Transaction tx, String hostId, @Nullable String projectId, String name) {
        if (tx.mapper(VmMapper.class).isNamed(hostId, Objects.requireNonNullElse(projectId, ""), name)) {
            throw nameTaken(hostId, name);
        }
    }

    static KloigosException nameTaken(String hostId, String name) {
        return KloigosException.conflict("There is a VM " + name + " on host " + hostId + " already.");
    }

    /** Whether what writes a VM's row failed as its name is taken on its host. */
    static boolean isNameTaken(PersistenceException e) {
        return SqlErrors.isDuplicate(e, "vm_name") || SqlErrors.isDuplicate(e, "vm_domain_name");
    }

    /** What a VM has on its host, or needs there while it is being made. */
    public static List<VmSpec.Disk> volumes(Vm vm) {
        List<VmSpec.Disk> volumes =
                new ArrayList<>(List.of(inPool(VmVolumes.root(vm.vmId())), inPool(VmVolumes.seed(vm.vmId()))));
        VmSpec spec = vm.spec();
        if (spec != null) {
            volumes.addAll(spec.disks());
        }
        String image = vm.image();
        if (image != null && vm.phase() == VmPhase.PROVISIONING) {
            volumes.add(inPool(image));
        }
        return volumes;
    }

    /** Records that a volume which a disk of the VM stood in is now only stood on. */
    public static void freeze(Transaction tx, UUID vmId, String pool, String volume) {
        tx.mapper(VmMapper.class).addBase(vmId, pool, volume);
    }

    /** Takes {@link #freeze} back. */
    public static void thaw(Transaction tx, UUID vmId, String pool, String volume) {
        tx.mapper(VmMapper.class).removeBase(vmId, pool, volume);
    }

    private static VmSpec.Disk inPool(String volume) {
        return new VmSpec.Disk(ImageService.POOL, volume, null, "disk");
    }

    /** Ends the making of a VM. */
    public static void made(Transaction tx, UUID vmId) {
        tx.mapper(VmMapper.class).setPhase(vmId, VmPhase.PROVISIONING, VmPhase.ACTIVE);
    }

    public static void delete(Transaction tx, UUID vmId) {
        tx.mapper(VmMapper.class).delete(vmId);
    }

    private static int named(String hostId, String name, IntSupplier statement) {
        try {
            return statement.getAsInt();
        } catch (PersistenceException e) {
            if (isNameTaken(e)) {
                throw nameTaken(hostId, name);
            }
            throw e;
        }
    }
}
