package io.kloigos.core.task;

import static io.kloigos.core.task.World.ANN;
import static io.kloigos.core.task.World.MIB;
import static io.kloigos.core.task.World.ended;
import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.hypervisor.PoolSpec;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.image.Image;
import io.kloigos.core.image.ImageSite;
import io.kloigos.core.image.ImportRequest;
import io.kloigos.core.storage.PoolAction;
import io.kloigos.core.storage.VolumeId;
import java.nio.file.Files;
import java.util.List;

/** Tasks on pools, volumes and images. */
final class StorageRows {
    private StorageRows() {}

    static List<Row<?>> all() {
        return List.of(
                makePool(),
                startPool(),
                deletePool(),
                createVolume(),
                growVolume(),
                copyVolume(),
                deleteVolume(),
                importImage(),
                importVolume(),
                loadImage(),
                copyImage(),
                deleteImage());
    }

    private static PoolSpec pool(String name) {
        return new PoolSpec(name, PoolSpec.Type.DIR, "/srv/" + name, null, null, null, null, List.of());
    }

    private static String madePool(World world) throws Exception {
        String name = world.name("pool");
        ended(world.kloigos().pools().create(ANN, "h1", pool(name), true, true));
        return name;
    }

    private static Row<String> makePool() {
        return new Row<>(
                "pool.create",
                world -> world.name("pool"),
                (world, name) -> world.kloigos().pools().create(ANN, "h1", pool(name), true, true),
                (world, name) -> assertThat(
                                world.host("h1").storage().pool(name).orElseThrow())
                        .returns(true, StoragePool::active)
                        .returns(true, StoragePool::autostart),
                "setPoolAutostart");
    }

    private static Row<String> startPool() {
        return new Row<>(
                "pool.action",
                world -> {
                    String name = madePool(world);
                    ended(world.kloigos().pools().act(ANN, "h1", name, PoolAction.STOP));
                    return name;
                },
                (world, name) -> world.kloigos().pools().act(ANN, "h1", name, PoolAction.START),
                (world, name) -> assertThat(world.host("h1")
                                .storage()
                                .pool(name)
                                .orElseThrow()
                                .active())
                        .isTrue(),
                null);
    }

    private static Row<String> deletePool() {
        return new Row<>(
                "pool.delete",
                StorageRows::madePool,
                (world, name) -> world.kloigos().pools().delete(ANN, "h1", name),
                (world, name) ->
                        assertThat(world.host("h1").storage().pool(name)).isEmpty(),
                null);
    }

    private static VolumeSpec spec(String name) {
        return new VolumeSpec("fast", name, VolumeFormat.QCOW2, MIB, null);
    }

    private static VolumeId id(String name) {
        return new VolumeId("h1", "fast", name);
    }

    private static String madeVolume(World world) throws Exception {
        String name = world.name("volume");
        ended(world.kloigos().volumes().create(ANN, "h1", spec(name)));
        world.hosts().write("h1", "fast", name, name);
        return name;
    }

    private static Volume there(World world, String name) {
        return world.host("h1").volume("fast", name).orElseThrow();
    }

    private static Row<String> createVolume() {
        return new Row<>(
                "volume.create",
                world -> world.name("volume"),
                (world, name) -> world.kloigos().volumes().create(ANN, "h1", spec(name)),
                (world, name) -> assertThat(there(world, name).capacityBytes()).isEqualTo(MIB),
                "createVolume");
    }

    private static Row<String> growVolume() {
        return new Row<>(
                "volume.resize",
                StorageRows::madeVolume,
                (world, name) -> world.kloigos().volumes().resize(ANN, id(name), 2 * MIB),
                (world, name) -> assertThat(there(world, name).capacityBytes()).isEqualTo(2 * MIB),
                null);
    }

    private static Row<String> copyVolume() {
        return new Row<>(
                "volume.clone",
                StorageRows::madeVolume,
                (world, name) -> world.kloigos().volumes().copy(ANN, id(name), name + "-copy"),
                (world, name) -> assertThat(world.hosts().read("h1", "fast", name + "-copy", name.length()))
                        .isEqualTo(name),
                "cloneVolume");
    }

    private static Row<String> deleteVolume() {
        return new Row<>(
                "volume.delete",
                StorageRows::madeVolume,
                (world, name) -> world.kloigos().volumes().delete(ANN, id(name), true),
                (world, name) ->
                        assertThat(world.host("h1").volume("fast", name)).isEmpty(),
                null);
    }

    private static Pending<Image> imported(World world, String name) throws Exception {
        try (ImageSite site = new ImageSite(world.hosts().siteAddress())) {
            String url = site.serve(name, world.hosts().image());
            Pending<Image> pending = world.kloigos()
                    .images()
                    .fetch(ANN, new ImportRequest("h1", name, "1", url, null, null, null, null));
            // the site is there until it has come
            pending.result().handle((image, e) -> image).join();
            return pending;
        }
    }

    private static Image madeImage(World world) throws Exception {
        return ended(imported(world, world.name("image")));
    }

    private static Image image(World world, String name) {
        return world.kloigos().images().list().stream()
                .filter(image -> image.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Row<String> importImage() {
        return new Row<>(
                "image.import",
                world -> world.name("image"),
                StorageRows::imported,
                (world, name) -> {
                    Image image = image(world, name);
                    assertThat(image.hosts()).containsExactly("h1");
                    assertThat(world.content("h1", "default", image.volume()))
                            .isEqualTo(world.hosts().image());
                },
                "createVolume");
    }

    private static Row<String> importVolume() {
        return new Row<>(
                "image.import",
                StorageRows::madeVolume,
                (world, name) -> world.kloigos()
                        .images()
                        .fetch(ANN, new ImportRequest("h1", name, "1", "volume:fast/" + name, null, null, null, null)),
                (world, name) -> assertThat(world.content(
                                "h1", "default", image(world, name).volume()))
                        .isEqualTo(world.content("h1", "fast", name)),
                "upload");
    }

    private static Row<String> loadImage() {
        return new Row<>(
                "image.load",
                world -> world.name("image"),
                (world, name) -> world.kloigos()
                        .images()
                        .load(
                                ANN,
                                "h1",
                                name,
                                "1",
                                Files.write(
                                        world.folder().resolve(name),
                                        world.hosts().image())),
                (world, name) -> assertThat(world.content(
                                "h1", "default", image(world, name).volume()))
                        .isEqualTo(world.hosts().image()),
                "upload");
    }

    private static Row<Image> copyImage() {
        return new Row<>(
                "image.copy",
                StorageRows::madeImage,
                (world, image) -> world.kloigos().images().copy(ANN, image.imageId(), "h2", null),
                (world, image) -> {
                    assertThat(image(world, image.name()).hosts()).containsExactlyInAnyOrder("h1", "h2");
                    assertThat(world.content("h2", "default", image.volume()))
                            .isEqualTo(world.content("h1", "default", image.volume()));
                },
                "upload");
    }

    private static Row<Image> deleteImage() {
        return new Row<>(
                "image.delete",
                StorageRows::madeImage,
                (world, image) -> world.kloigos().images().delete(ANN, image.imageId(), "h1"),
                (world, image) -> {
                    assertThat(world.kloigos().images().list())
                            .noneMatch(each -> each.name().equals(image.name()));
                    assertThat(world.host("h1").volume("default", image.volume()))
                            .isEmpty();
                },
                null);
    }
}
