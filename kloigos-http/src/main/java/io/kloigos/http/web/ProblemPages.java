package io.kloigos.http.web;

import io.kloigos.http.problem.Problem;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;

/** Shows a problem as a page to who asked for a page: a browser that went there. */
public final class ProblemPages implements ContainerResponseFilter {
    static final String TEMPLATE = "problem";

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof Problem problem && wantsPage(request)) {
            Page page = Page.of(TEMPLATE).with("problem", problem);
            response.setEntity(page, new Annotation[0], MediaType.TEXT_HTML_TYPE);
        }
    }

    private static boolean wantsPage(ContainerRequestContext request) {
        return request.getMethod().equals(HttpMethod.GET)
                && request.getAcceptableMediaTypes().get(0).equals(MediaType.TEXT_HTML_TYPE);
    }
}
