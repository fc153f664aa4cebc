package io.kloigos.http.web;

import io.kloigos.core.KloigosException;
import io.kloigos.core.project.ProjectService;
import io.kloigos.http.security.Authentication;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives each page the frame of who looks at it, once it is known which page that is. */
@Singleton
@Priority(Priorities.USER - 1)
public final class PageFrames implements ContainerResponseFilter {
    /** More are chosen on the page of projects. */
    private static final int MOST = 100;

    private final Provider<Authentication> authentication;
    private final Provider<ProjectService> projects;

    @Inject
    public PageFrames(Provider<Authentication> authentication, Provider<ProjectService> projects) {
        this.authentication = authentication;
        this.projects = projects;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof Page page) {
            Frame frame = isBroken(response)
                    ? Frame.NOBODY
                    : identity(request, page)
                            .map(who -> Frame.of(who, projects.get().names(Frame.scope(who), MOST), chosen(request)))
                            .orElse(Frame.NOBODY);
            response.setEntity(page.with("frame", frame), new Annotation[0], response.getMediaType());
        }
    }

    /** What is broken may be the database, which the frame would ask. */
    private static boolean isBroken(ContainerResponseContext response) {
        return response.getStatus() >= Response.Status.INTERNAL_SERVER_ERROR.getStatusCode();
    }

    /** Where there is no such page nobody was asked who they are yet. */
    private Optional<Identity> identity(ContainerRequestContext request, Page page) {
        Optional<Identity> known = Identity.of(request);
        if (known.isPresent() || !page.template().equals(ProblemPages.TEMPLATE)) {
            return known;
        }
        try {
            return Optional.of(authentication.get().identify(request));
        } catch (KloigosException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String chosen(ContainerRequestContext request) {
        Cookie cookie = request.getCookies().get(Frame.PROJECT_COOKIE);
        return cookie == null ? null : cookie.getValue();
    }
}
