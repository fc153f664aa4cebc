package io.kloigos.http.runbook;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.kloigos.core.runbook.Template;
import io.kloigos.http.json.Yaml;

/** Runbooks as people write them. */
public final class RunbookYaml {
    private static final ObjectMapper MAPPER = mapper();

    private RunbookYaml() {}

    private static ObjectMapper mapper() {
        ObjectMapper mapper = Yaml.mapper().copy().setDefaultPropertyInclusion(Include.NON_EMPTY);
        ((YAMLFactory) mapper.getFactory())
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES);
        return mapper;
    }

    /** What would have to be sent to have the same runbook made. */
    public static String of(Template template) {
        TemplateJson all = TemplateJson.of(template);
        try {
            return MAPPER.writeValueAsString(
                    new TemplateJson(null, all.name(), all.description(), all.parameters(), all.steps(), null, null));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A runbook cannot be written as YAML", e);
        }
    }
}
