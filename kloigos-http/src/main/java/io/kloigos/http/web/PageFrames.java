package io.kloigos.http.web;

import io.kloigos.core.project.ProjectName;
import io.kloigos.core.project.ProjectService;
import io.kloigos.http.security.Identity;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.Response;
import java.lang.annotation.Annotation;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives each page the frame of who looks at it, once it is known which page that is. */
@Singleton
@Priority(Priorities.USER - 1)
public final class PageFrames implements ContainerResponseFilter {
    /** More are chosen on the page of projects. */
    private static final int MOST = 100;

    private final Provider<ProjectService> projects;

    @Inject
    public PageFrames(Provider<ProjectService> projects) {
        this.projects = projects;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof Page page) {
            Frame frame = Identity.of(request)
                    .map(identity -> Frame.of(identity, names(identity, response), chosen(request)))
                    .orElse(Frame.NOBODY);
            response.setEntity(page.with("frame", frame), new Annotation[0], response.getMediaType());
        }
    }

    /** None on the page that tells that something is broken, which may be the database. */
    private List<ProjectName> names(Identity identity, ContainerResponseContext response) {
        return response.getStatus() >= Response.Status.INTERNAL_SERVER_ERROR.getStatusCode()
                ? List.of()
                : projects.get().names(Frame.scope(identity), MOST);
    }

    private static @Nullable String chosen(ContainerRequestContext request) {
        Cookie cookie = request.getCookies().get(Frame.PROJECT_COOKIE);
        return cookie == null ? null : URLDecoder.decode(cookie.getValue(), StandardCharsets.UTF_8);
    }
}
