package io.kloigos.ssh.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.Seed;
import io.kloigos.ssh.template.Templates;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

class SeedImageTest {
    private static final int SECTOR = 2048;

    private final Templates templates = new Templates(null);

    private String image(Seed seed) throws IOException {
        Content content = SeedImage.of(seed, templates);
        try (InputStream in = content.open()) {
            byte[] bytes = in.readAllBytes();
            assertThat(bytes).hasSize((int) content.sizeBytes());
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static String utf8(String latin) {
        return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    @Test
    void theVolumeIsCalledCidataAndHoldsTheTwoFiles() throws IOException {
        String image = image(new Seed("i-1", "web", List.of("ssh-ed25519 AAAA me"), null));
        assertThat(image.substring(16 * SECTOR, 16 * SECTOR + 6)).isEqualTo("\u0001CD001");
        assertThat(image.substring(16 * SECTOR + 40, 16 * SECTOR + 46)).isEqualTo("cidata");
        assertThat(image).contains("meta-data").contains("user-data");
        assertThat(image)
                .contains("instance-id: \"i-1\"\nlocal-hostname: \"web\"\n")
                .contains("#cloud-config\nhostname: \"web\"\n")
                .contains("ssh_authorized_keys:\n  - \"ssh-ed25519 AAAA me\"\n");
    }

    @Test
    void anOwnDocumentReplacesOurs() throws IOException {
        String image = image(new Seed("i-1", "web", List.of("key"), "#!/bin/sh\necho mine\n"));
        assertThat(image).contains("#!/bin/sh\necho mine\n").doesNotContain("ssh_authorized_keys");
    }

    @Test
    void hostileTextStaysOneScalar() throws IOException {
        String image = image(new Seed("i\"\n- x: y", "h\\\u2028\u0085#", List.of("k\nruncmd: [rm]"), null));
        assertThat(image)
                .contains("instance-id: \"i\\\"\\u000a- x: y\"\n")
                .contains("local-hostname: \"h\\\\\\u2028\\u0085#\"\n")
                .contains("  - \"k\\u000aruncmd: [rm]\"\n");
        assertThat(utf8(image(new Seed("漢🐧", "web", List.of(), null)))).contains("instance-id: \"漢🐧\"");
    }

    @Test
    void equalSeedsAreEqualBytesWheneverAndWherever() throws IOException {
        Seed seed = new Seed("i-1", "web", List.of(), null);
        TimeZone here = TimeZone.getDefault();
        String first = image(seed);
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
            assertThat(image(seed)).isEqualTo(first);
        } finally {
            TimeZone.setDefault(here);
        }
    }
}
