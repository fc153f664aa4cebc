package io.kloigos.http.asset;

import io.kloigos.core.KloigosException;
import io.kloigos.http.security.Public;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;

/** Style sheets and scripts of the pages. */
@Path("assets")
@Singleton
@Tag(name = "Pages")
public final class AssetsResource {
    private final Assets assets;

    @Inject
    public AssetsResource(Assets assets) {
        this.assets = assets;
    }

    @GET
    @Path("{name}")
    @Public
    @Operation(summary = "A style sheet or script of the pages")
    @ApiResponse(responseCode = "200", description = "The file")
    @ApiResponse(responseCode = "304", description = "Unchanged since the ETag that was sent")
    @ApiResponse(responseCode = "404", description = "No page uses a file of that name")
    public Response asset(@PathParam("name") String name, @Context Request request) {
        Asset asset = assets.find(name).orElseThrow(() -> KloigosException.notFound("asset", name));
        ResponseBuilder unchanged = request.evaluatePreconditions(asset.tag());
        ResponseBuilder answer = unchanged == null ? Response.ok(asset.bytes(), asset.mediaType()) : unchanged;
        return answer.tag(asset.tag())
                .header(HttpHeaders.CACHE_CONTROL, "max-age=300")
                .build();
    }
}
