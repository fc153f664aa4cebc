package io.kloigos.http.asset;

import io.kloigos.core.KloigosException;
import io.kloigos.http.security.Public;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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
    private static final String FOR_GOOD = "public, max-age=31536000, immutable";
    /** A page from before an update asks for files as they are now. */
    private static final String FOR_NOW = "max-age=60";

    private final Assets assets;

    @Inject
    public AssetsResource(Assets assets) {
        this.assets = assets;
    }

    @GET
    @Path("{version}/{path: .+}")
    @Public
    @Operation(summary = "A style sheet or script of the pages")
    @ApiResponse(responseCode = "200", description = "The file")
    @ApiResponse(responseCode = "304", description = "Unchanged since the ETag that was sent")
    @ApiResponse(responseCode = "404", description = "No page uses a file of that name")
    public Response asset(
            @PathParam("version") String version,
            @PathParam("path") String path,
            @HeaderParam(HttpHeaders.ACCEPT_ENCODING) @DefaultValue("") String encodings,
            @Context Request request) {
        Asset asset = assets.find(path).orElseThrow(() -> KloigosException.notFound("asset", path));
        ResponseBuilder unchanged = request.evaluatePreconditions(asset.tag());
        ResponseBuilder answer = unchanged == null ? content(asset, encodings) : unchanged;
        return answer.tag(asset.tag())
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
                .header(HttpHeaders.CACHE_CONTROL, version.equals(assets.version()) ? FOR_GOOD : FOR_NOW)
                .build();
    }

    private static ResponseBuilder content(Asset asset, String encodings) {
        return encodings.contains("gzip")
                ? Response.ok(asset.compressed(), asset.mediaType()).header(HttpHeaders.CONTENT_ENCODING, "gzip")
                : Response.ok(asset.bytes(), asset.mediaType());
    }
}
