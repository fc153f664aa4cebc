package io.kloigos.ssh.vm;

import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.Seed;
import io.kloigos.ssh.template.Templates;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * A cloud-init NoCloud seed: a CD with the volume id {@code cidata}
 * (https://docs.cloud-init.io/en/latest/reference/datasources/nocloud.html).
 */
public final class SeedImage {
    private SeedImage() {}

    /** The image's bytes; the same for the same seed. */
    public static Content of(Seed seed, Templates templates) {
        String own = seed.userData();
        String userData = own != null ? own : templates.render("cloud-init/user-data.ftl", Map.of("seed", seed));
        String metaData = templates.render("cloud-init/meta-data.ftl", Map.of("seed", seed));
        Map<String, byte[]> files = Map.of("meta-data", utf8(metaData), "user-data", utf8(userData));
        return Content.of(IsoImage.of("cidata", new TreeMap<>(files)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
