package io.kloigos.ssh.vm;

import com.github.stephenc.javaisotools.iso9660.ConfigException;
import com.github.stephenc.javaisotools.iso9660.ISO9660File;
import com.github.stephenc.javaisotools.iso9660.ISO9660RootDirectory;
import com.github.stephenc.javaisotools.iso9660.impl.CreateISO;
import com.github.stephenc.javaisotools.iso9660.impl.ISO9660Config;
import com.github.stephenc.javaisotools.iso9660.impl.ISO9660DateDataReference;
import com.github.stephenc.javaisotools.iso9660.impl.ISO9660ShortDateDataReference;
import com.github.stephenc.javaisotools.iso9660.impl.ISOImageFileHandler;
import com.github.stephenc.javaisotools.joliet.impl.JolietConfig;
import com.github.stephenc.javaisotools.joliet.impl.JolietNamingConventions;
import com.github.stephenc.javaisotools.rockridge.impl.RockRidgeConfig;
import com.github.stephenc.javaisotools.sabre.DataReference;
import com.github.stephenc.javaisotools.sabre.HandlerException;
import com.github.stephenc.javaisotools.sabre.impl.ByteArrayDataReference;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.Seed;
import io.kloigos.ssh.template.Templates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A cloud-init NoCloud seed: an ISO 9660 image with the volume id {@code cidata}
 * (https://docs.cloud-init.io/en/latest/reference/datasources/nocloud.html).
 */
public final class SeedImage {
    private static final String VOLUME_ID = "cidata";

    private SeedImage() {}

    /** The image's bytes; the same for the same seed. */
    public static Content of(Seed seed, Templates templates) {
        String own = seed.userData();
        String userData = own != null ? own : templates.render("cloud-init/user-data.ftl", Map.of("seed", seed));
        String metaData = templates.render("cloud-init/meta-data.ftl", Map.of("seed", seed));
        try {
            return Content.of(image(userData, metaData));
        } catch (HandlerException | ConfigException | IOException e) {
            throw new KloigosException(
                    ErrorCode.UNAVAILABLE, "The seed image could not be written: " + e.getMessage(), e);
        }
    }

    /** One at a time: the library keeps its naming rules in static fields. */
    private static synchronized byte[] image(String userData, String metaData)
            throws HandlerException, ConfigException, IOException {
        JolietNamingConventions.FORCE_DOT_DELIMITER = false;
        Path file = Files.createTempFile("kloigos-seed", ".iso");
        try {
            ISO9660RootDirectory root = new ISO9660RootDirectory();
            root.addFile(file("meta-data", metaData));
            root.addFile(file("user-data", userData));
            new CreateISO(new UndatedFile(file), root).process(iso(), rockRidge(), joliet(), null);
            return Files.readAllBytes(file);
        } finally {
            Files.delete(file);
        }
    }

    private static ISO9660File file(String name, String text) throws HandlerException {
        return new ISO9660File(new ByteArrayDataReference(text.getBytes(StandardCharsets.UTF_8)), name, 0);
    }

    private static ISO9660Config iso() throws ConfigException {
        ISO9660Config config = new ISO9660Config() {
            /** For the volume id in lower case; said here, as the setter prints to standard output. */
            @Override
            public boolean allowsASCII() {
                return true;
            }
        };
        config.setVolumeID(VOLUME_ID);
        return config;
    }

    private static JolietConfig joliet() throws ConfigException {
        JolietConfig config = new JolietConfig();
        config.setVolumeID(VOLUME_ID);
        return config;
    }

    private static RockRidgeConfig rockRidge() {
        RockRidgeConfig config = new RockRidgeConfig();
        config.setMkisofsCompatibility(false);
        config.hideMovedDirectoriesStore(true);
        config.forcePortableFilenameCharacterSet(true);
        return config;
    }

    /** Writes the same bytes at any time and in any time zone: every date is the first of 1970. */
    private static final class UndatedFile extends ISOImageFileHandler {
        private static final byte[] SHORT_DATE = {70, 1, 1, 0, 0, 0, 0};
        private static final byte[] LONG_DATE = "1970010100000000\0".getBytes(StandardCharsets.US_ASCII);

        UndatedFile(Path file) throws IOException {
            super(file.toFile());
        }

        @Override
        public void data(DataReference reference) throws HandlerException {
            if (reference instanceof ISO9660ShortDateDataReference) {
                super.data(new ByteArrayDataReference(SHORT_DATE));
            } else if (reference instanceof ISO9660DateDataReference) {
                super.data(new ByteArrayDataReference(LONG_DATE));
            } else {
                super.data(reference);
            }
        }
    }
}
