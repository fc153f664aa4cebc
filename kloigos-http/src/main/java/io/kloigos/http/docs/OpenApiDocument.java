package io.kloigos.http.docs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.kloigos.http.HttpServerConfig;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.jaxrs2.Reader;
import io.swagger.v3.oas.integration.SwaggerConfiguration;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.BooleanSchema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.QueryParameter;
import io.swagger.v3.oas.models.servers.Server;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.glassfish.jersey.server.ExtendedResourceContext;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceModel;
import org.jspecify.annotations.Nullable;

/** The OpenAPI 3.1 description of the resources that this server really has; made when it is first asked for. */
@Singleton
public final class OpenApiDocument {
    private final Provider<ExtendedResourceContext> resources;
    private final HttpServerConfig config;
    private final ObjectMapper mapper;
    private @Nullable String json;

    @Inject
    public OpenApiDocument(Provider<ExtendedResourceContext> resources, HttpServerConfig config, ObjectMapper mapper) {
        this.resources = resources;
        this.config = config;
        this.mapper = mapper;
    }

    /** The document as JSON. The first call takes about a second. */
    public synchronized String json() {
        if (json == null) {
            NullableFields fields = new NullableFields(mapper);
            json = write(describe(resources.get().getResourceModel(), fields), fields);
        }
        return json;
    }

    private OpenAPI describe(ResourceModel model, NullableFields fields) {
        // wire records are named in snake_case by the mapper that writes them
        ModelConverters.getInstance(true).addConverter(fields);
        OpenAPI frame = new OpenAPI()
                .openapi("3.1.0")
                .info(info())
                .servers(List.of(new Server().url(config.basePath().isEmpty() ? "/" : config.basePath())));
        OpenAPI document = new Reader(new SwaggerConfiguration().openAPI(frame).openAPI31(true)).read(classes(model));
        document.getPaths()
                .values()
                .forEach(path -> path.readOperationsMap().forEach((method, operation) -> {
                    if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
                        plannable(operation);
                    }
                }));
        return document;
    }

    /** What every change takes, whatever route it has. */
    private static void plannable(Operation operation) {
        operation.addParametersItem(new QueryParameter()
                .name("dry_run")
                .description(
                        "true: nothing is changed; the answer is the plan, with the exact commands and its plan_hash")
                .schema(new BooleanSchema()));
        operation.addParametersItem(new HeaderParameter()
                .name("If-Match")
                .description("The plan_hash of a dry run: do exactly that, or answer 412")
                .schema(new StringSchema()));
    }

    private static Info info() {
        return new Info()
                .title("Kloigos")
                .description("Agentless CMDB and control plane for local servers and KVM hosts")
                .version("1")
                .license(new License().name("Apache-2.0").identifier("Apache-2.0"));
    }

    /** In a fixed order, so that the document is the same at every start. */
    private static Set<Class<?>> classes(ResourceModel model) {
        Set<Class<?>> classes = new TreeSet<>(java.util.Comparator.comparing(Class::getName));
        for (Resource resource : model.getResources()) {
            classes.addAll(resource.getHandlerClasses());
            resource.getHandlerInstances().forEach(instance -> classes.add(instance.getClass()));
        }
        return new LinkedHashSet<>(classes);
    }

    private static String write(OpenAPI document, NullableFields fields) {
        try {
            JsonNode tree = Json31.mapper().valueToTree(document);
            tree.findValues("enum").forEach(OpenApiDocument::asWords);
            fields.mark(tree);
            return Json31.mapper().writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The library names constants as Java does; on the wire they are lower-case words. */
    private static void asWords(JsonNode constants) {
        ArrayNode words = (ArrayNode) constants;
        for (int i = 0; i < words.size(); i++) {
            words.set(i, words.get(i).asText().toLowerCase(Locale.ROOT));
        }
    }
}
