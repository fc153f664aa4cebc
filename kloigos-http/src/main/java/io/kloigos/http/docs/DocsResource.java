package io.kloigos.http.docs;

import io.kloigos.http.security.Public;
import io.kloigos.http.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The API's description, for programs and for people. */
@Path("/")
@Singleton
@Tag(name = "System")
public final class DocsResource {
    private final OpenApiDocument document;

    @Inject
    public DocsResource(OpenApiDocument document) {
        this.document = document;
    }

    @GET
    @Path("openapi.json")
    @Produces(MediaType.APPLICATION_JSON)
    @Public
    @Operation(summary = "The API as OpenAPI 3.1")
    @ApiResponse(responseCode = "200", description = "The document")
    public String openapi() {
        return document.json();
    }

    @GET
    @Path("docs")
    @Produces(MediaType.TEXT_HTML)
    @Public
    @Operation(summary = "The API as a page on which it can be tried")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page docs() {
        return Page.of("docs");
    }
}
