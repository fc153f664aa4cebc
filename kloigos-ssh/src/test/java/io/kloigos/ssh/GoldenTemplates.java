package io.kloigos.ssh;

import io.kloigos.ssh.template.Templates;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What our templates render of their samples, and the files that pin it. */
final class GoldenTemplates {
    private GoldenTemplates() {}

    /** Each sample's text by the name of its file; several of one template are numbered. */
    static Map<String, String> rendered() {
        Templates templates = new Templates(null);
        Map<String, String> rendered = new LinkedHashMap<>();
        for (TemplateSamples.Sample sample : TemplateSamples.ALL) {
            String stem = sample.file().replace(".xml.ftl", "");
            int number = 1;
            while (rendered.containsKey(stem + "-" + number + ".xml")) {
                number++;
            }
            rendered.put(stem + "-" + number + ".xml", templates.render(sample.path(), sample.model()));
        }
        return rendered;
    }

    static String pinned(String file) {
        try (InputStream in = GoldenTemplates.class.getResourceAsStream("golden/" + file)) {
            return in == null
                    ? "there is no file golden/" + file
                    : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
