package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Pins what every template renders, word for word; what they render now lies in {@code target/golden} afterwards. */
class GoldenTemplatesTest {
    @TestFactory
    Stream<DynamicTest> everyTemplateRendersWhatIsPinned() throws IOException {
        Path folder = Files.createDirectories(Path.of("target/golden"));
        Map<String, String> rendered = GoldenTemplates.rendered();
        for (Map.Entry<String, String> each : rendered.entrySet()) {
            Files.writeString(folder.resolve(each.getKey()), each.getValue());
        }
        return rendered.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(
                        each.getKey(),
                        () -> assertThat(each.getValue()).isEqualTo(GoldenTemplates.pinned(each.getKey()))));
    }

    @Test
    void everyTemplateHasASample() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../templates/libvirt"))) {
            List<String> tried = TemplateSamples.ALL.stream()
                    .map(TemplateSamples.Sample::file)
                    .distinct()
                    .toList();
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(tried);
        }
    }
}
