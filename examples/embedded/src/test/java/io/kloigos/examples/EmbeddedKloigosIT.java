package io.kloigos.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example on a real host of the lab that {@code -Dkloigos.lab} names. */
class EmbeddedKloigosIT {
    private static final String SAID = """
            Imported: ImportCounts[added=3, changed=0, unchanged=0]
            Claimed: srv3_n0 at 10.0.0.3
            Claimed: srv4_n0 at 10.0.0.4
            Given back: 2
            Host: kvm1 is ready
            Image: example 1 is there
            VM: example is running
            VM: example is deleted
            """;

    @TempDir
    Path folder;

    @Test
    void thePoolIsUsedAndAVmIsStartedAndDeletedAndOnceMoreOnTheSameFolder() throws IOException {
        assertThat(run()).isEqualTo(SAID);
        assertThat(run()).isEqualTo(SAID.replace("added=3, changed=0, unchanged=0", "added=0, changed=0, unchanged=3"));
    }

    private String run() throws IOException {
        JsonNode lab = new ObjectMapper()
                .readTree(Path.of("/run/kloigos-lab", System.getProperty("kloigos.lab", "lab"), "lab.json")
                        .toFile());
        JsonNode host = lab.path("hosts").path(0);
        String account = lab.path("user").asText() + "@" + host.path("address").asText() + ":"
                + host.path("port").asInt();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        EmbeddedKloigos.run(
                List.of(
                        folder.toString(),
                        account,
                        host.path("host_key").asText(),
                        lab.path("guest_image").asText(),
                        lab.path("key").asText()),
                new PrintStream(said, true, StandardCharsets.UTF_8));
        return said.toString(StandardCharsets.UTF_8);
    }
}
