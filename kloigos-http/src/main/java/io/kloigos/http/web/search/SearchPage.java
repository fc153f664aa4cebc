package io.kloigos.http.web.search;

import io.kloigos.core.search.Hit;
import io.kloigos.core.search.SearchService;
import io.kloigos.http.security.Identity;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Search over everything that the one who searches may see. */
@Path("search")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class SearchPage {
    private final SearchService search;

    @Inject
    public SearchPage(SearchService search) {
        this.search = search;
    }

    @GET
    @RequiresPermission(value = Permission.VM_READ, over = Over.OWN)
    @Operation(summary = "What has a text in its name, id or address")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page find(@Context Identity identity, @QueryParam("q") @DefaultValue("") String text) {
        return Page.of("search")
                .with("q", text)
                .with("most", SearchService.MOST)
                .with(
                        "hits",
                        search.find(text, Findable.by(identity)).stream()
                                .map(hit -> new Row(hit.kind().word(), path(hit), hit.name(), hit.detail()))
                                .toList());
    }

    /** Something that was found and the path of its page. */
    public record Row(String kind, String path, String name, String detail) {}

    private static String path(Hit hit) {
        String id = encode(hit.id());
        return switch (hit.kind()) {
            case VM -> "/vms/" + id;
            case HOST -> "/hosts/" + id;
            case SERVER -> "/servers/" + id;
            case NETWORK -> "/networks/" + id + "?host_id=" + encode(hit.place());
            case STORAGE_POOL -> "/storage/" + encode(hit.place()) + "/" + id;
            case IMAGE -> "/images/" + id;
            case PROJECT -> "/projects/" + id;
            case POLICY -> "/policies/" + id;
            case RUNBOOK -> "/runbooks/" + id;
            case TASK -> "/tasks/" + id;
        };
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
