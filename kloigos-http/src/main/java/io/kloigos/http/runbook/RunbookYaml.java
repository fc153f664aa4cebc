package io.kloigos.http.runbook;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.runbook.Template;
import io.kloigos.http.json.Yaml;

/** Runbooks as people write them. */
public final class RunbookYaml {
    private static final ObjectMapper MAPPER = Yaml.mapper().copy().setDefaultPropertyInclusion(Include.NON_EMPTY);

    private RunbookYaml() {}

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
