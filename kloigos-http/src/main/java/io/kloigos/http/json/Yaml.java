package io.kloigos.http.json;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.yaml.snakeyaml.LoaderOptions;

/** YAML, read as strictly as JSON. */
public final class Yaml {
    private static final int MAX_DEPTH = 20;

    private Yaml() {}

    /** A mapper of its own for whoever reads bodies as YAML. */
    public static ObjectMapper mapper() {
        return WireJson.strict(YAMLMapper.builder(factory())).build();
    }

    /** Aliases that multiply and nesting without end stay bounded. */
    private static YAMLFactory factory() {
        LoaderOptions limits = new LoaderOptions();
        limits.setMaxAliasesForCollections(20);
        limits.setNestingDepthLimit(MAX_DEPTH);
        limits.setAllowDuplicateKeys(false);
        return YAMLFactory.builder()
                .loaderOptions(limits)
                .streamReadConstraints(WireJson.constraints())
                .build();
    }
}
