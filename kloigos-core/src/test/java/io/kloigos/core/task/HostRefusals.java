package io.kloigos.core.task;

import static io.kloigos.core.ErrorCode.CONFLICT;
import static io.kloigos.core.ErrorCode.INVALID;
import static io.kloigos.core.ErrorCode.NOT_FOUND;
import static io.kloigos.core.task.World.ANN;
import static io.kloigos.core.task.World.BASE;
import static io.kloigos.core.task.World.MIB;

import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.NetworkMode;
import io.kloigos.core.hypervisor.PoolSpec;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.image.ImportRequest;
import io.kloigos.core.network.AddressRequest;
import io.kloigos.core.network.HostNetwork;
import io.kloigos.core.network.NetworkQuery;
import io.kloigos.core.network.NetworkRequest;
import io.kloigos.core.storage.PoolAction;
import io.kloigos.core.storage.VolumeId;
import io.kloigos.core.task.Refusals.Refusal;
import io.kloigos.core.vm.VmVolumes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** What cannot be asked of the pools, volumes, images and networks of a host. */
record HostRefusals(Refusals scene) {
    List<Refusal> all() {
        return Stream.of(ofStorage(), ofContent(), ofNetworks())
                .flatMap(List::stream)
                .toList();
    }

    private List<Refusal> ofStorage() {
        VolumeId root = new VolumeId("h1", "default", VmVolumes.root(scene.on()));
        return List.of(
                new Refusal("make a volume again", () -> volume(root.pool(), root.name()), CONFLICT),
                new Refusal("make one nowhere", () -> volume("no-pool", "spare.qcow2"), NOT_FOUND),
                new Refusal(
                        "delete a used volume", () -> scene.kloigos().volumes().delete(ANN, root, true), CONFLICT),
                new Refusal(
                        "trash a used volume", () -> scene.kloigos().volumes().delete(ANN, root, false), CONFLICT),
                new Refusal("delete the base of VMs", () -> delete("default", BASE), CONFLICT),
                new Refusal(
                        "delete the base of a volume", () -> delete("default", VmVolumes.root(scene.gone())), CONFLICT),
                new Refusal(
                        "delete an image's volume",
                        () -> delete("default", scene.image().volume()),
                        CONFLICT),
                new Refusal("delete a backup's volume", () -> delete("fast", kept()), CONFLICT),
                new Refusal("delete no volume", () -> delete("default", "nothing.qcow2"), NOT_FOUND),
                new Refusal(
                        "grow a base",
                        () -> scene.kloigos()
                                .volumes()
                                .resize(ANN, scene.bases().get(0), 8 * MIB),
                        CONFLICT),
                new Refusal(
                        "delete an image that a volume stands on",
                        () -> scene.kloigos().images().delete(ANN, scene.image().imageId(), "h1"),
                        CONFLICT),
                new Refusal(
                        "delete an image from where it is not",
                        () -> scene.kloigos().images().delete(ANN, scene.image().imageId(), "h2"),
                        NOT_FOUND),
                new Refusal("make an image of what runs", () -> imageOf(root.name()), CONFLICT),
                new Refusal("make an image of an overlay", () -> imageOf(VmVolumes.root(scene.off())), INVALID),
                new Refusal("make an image of nothing", () -> imageOf("nothing.qcow2"), NOT_FOUND),
                new Refusal(
                        "delete no image",
                        () -> scene.kloigos().images().delete(ANN, Refusals.NOBODY, null),
                        NOT_FOUND),
                new Refusal(
                        "copy an image from where it is not",
                        () -> scene.kloigos().images().copy(ANN, scene.image().imageId(), "h2", "h2"),
                        NOT_FOUND),
                new Refusal(
                        "delete a VM that a volume stands on",
                        () -> scene.kloigos().vms().delete(ANN, scene.gone(), false),
                        CONFLICT),
                new Refusal(
                        "delete no backup", () -> scene.kloigos().backups().delete(ANN, Refusals.NOBODY), NOT_FOUND),
                new Refusal(
                        "delete from no trash", () -> scene.kloigos().trash().remove(ANN, Refusals.NOBODY), NOT_FOUND),
                new Refusal("resize what runs", () -> scene.kloigos().volumes().resize(ANN, root, 8 * MIB), CONFLICT),
                new Refusal("copy what runs", () -> scene.kloigos().volumes().copy(ANN, root, "spare.qcow2"), CONFLICT),
                new Refusal(
                        "copy over another",
                        () -> scene.kloigos().volumes().copy(ANN, new VolumeId("h1", "default", BASE), root.name()),
                        CONFLICT),
                new Refusal("make a pool again", () -> pool("fast"), CONFLICT),
                new Refusal(
                        "delete the pool of VMs", () -> scene.kloigos().pools().delete(ANN, "h1", "default"), CONFLICT),
                new Refusal(
                        "start no pool",
                        () -> scene.kloigos().pools().act(ANN, "h1", "nope", PoolAction.START),
                        NOT_FOUND));
    }

    private Pending<?> imageOf(String volume) {
        return scene.kloigos()
                .images()
                .fetch(
                        ANN,
                        new ImportRequest("h1", "refused", "2", "volume:default/" + volume, null, null, null, null));
    }

    private Pending<?> delete(String pool, String volume) {
        return scene.kloigos().volumes().delete(ANN, new VolumeId("h1", pool, volume), true);
    }

    private String kept() {
        return scene.kloigos().backups().get(scene.backup()).volumes().get(0).volume();
    }

    private Pending<?> volume(String pool, String name) {
        return scene.kloigos().volumes().create(ANN, "h1", new VolumeSpec(pool, name, VolumeFormat.QCOW2, MIB, null));
    }

    private Pending<?> pool(String name) {
        PoolSpec spec = new PoolSpec(name, PoolSpec.Type.DIR, "/srv/" + name, null, null, null, null, List.of());
        return scene.kloigos().pools().create(ANN, "h1", spec, true, true);
    }

    /** What is made at once, without a task. */
    private static Refusals.Ask atOnce(Runnable work) {
        return () -> {
            work.run();
            return null;
        };
    }

    private List<Refusal> ofContent() {
        VolumeId root = new VolumeId("h1", "default", VmVolumes.root(scene.on()));
        VolumeId none = new VolumeId("h1", "default", "nothing.qcow2");
        Content content = Content.of(new byte[] {1});
        return List.of(
                new Refusal(
                        "write into a used volume",
                        atOnce(() -> scene.kloigos().volumes().write(ANN, root, content)),
                        CONFLICT),
                new Refusal(
                        "write into no volume",
                        atOnce(() -> scene.kloigos().volumes().write(ANN, none, content)),
                        NOT_FOUND),
                new Refusal("read no volume", atOnce(() -> read(none)), NOT_FOUND),
                new Refusal(
                        "bring back from no trash",
                        atOnce(() -> scene.kloigos().trash().restore(ANN, Refusals.NOBODY)),
                        NOT_FOUND),
                new Refusal(
                        "retire no image",
                        atOnce(() -> scene.kloigos().images().retire(ANN, Refusals.NOBODY)),
                        NOT_FOUND));
    }

    private void read(VolumeId volume) {
        try (InputStream in = scene.kloigos().volumes().content(volume).open()) {
            in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Refusal> ofNetworks() {
        UUID network = scene.kloigos().networks().list(new NetworkQuery("h1", null, "default", null, null, 10)).stream()
                .map(HostNetwork::networkId)
                .findFirst()
                .orElseThrow();
        return List.of(
                new Refusal("make a network again", () -> network("default", "10.99.0.0/24"), CONFLICT),
                new Refusal("make one within another", () -> network("inner", "192.168.122.0/25"), CONFLICT),
                new Refusal(
                        "delete the network of VMs",
                        () -> scene.kloigos().networks().delete(ANN, network, "h1"),
                        CONFLICT),
                new Refusal(
                        "delete no network",
                        () -> scene.kloigos().networks().delete(ANN, Refusals.NOBODY, "h1"),
                        NOT_FOUND),
                new Refusal("keep an address of elsewhere", () -> reserve(network, "10.99.0.7"), INVALID),
                new Refusal("keep an address nowhere", () -> reserve(Refusals.NOBODY, "192.168.122.7"), NOT_FOUND),
                new Refusal(
                        "release no address",
                        () -> scene.kloigos().reservations().release(ANN, network, "h1", "52:54:00:99:99:99"),
                        NOT_FOUND),
                new Refusal(
                        "guard by no group",
                        () -> scene.kloigos().securityGroups().set(ANN, scene.on(), List.of("nobody")),
                        NOT_FOUND),
                new Refusal(
                        "guard nobody",
                        () -> scene.kloigos().securityGroups().set(ANN, Refusals.NOBODY, List.of()),
                        NOT_FOUND),
                new Refusal(
                        "delete no group",
                        () -> scene.kloigos().securityGroups().delete(ANN, Refusals.NOBODY),
                        NOT_FOUND));
    }

    private Pending<?> network(String name, String cidr) {
        return scene.kloigos()
                .networks()
                .create(
                        ANN,
                        new NetworkRequest("h1", name, cidr, null, NetworkMode.NAT, null, null, null, List.of(), true));
    }

    private Pending<?> reserve(UUID network, String address) {
        return scene.kloigos()
                .reservations()
                .reserve(ANN, new AddressRequest(network, "h1", "52:54:00:00:00:17", address, "web", null));
    }
}
