package io.kloigos.http.web.search;

import io.kloigos.core.search.SearchService;
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

/** Search over everything. */
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
    @RequiresPermission(Permission.VM_READ)
    @Operation(summary = "What has a text in its name or address")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page find(@QueryParam("q") @DefaultValue("") String text) {
        return Page.of("search").with("q", text).with("hits", search.find(text));
    }
}
