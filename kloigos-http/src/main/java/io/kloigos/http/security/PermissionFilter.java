package io.kloigos.http.security;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.Scope;
import jakarta.annotation.Priority;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Lets a request through to its resource method when its caller holds the permission for what the request names. */
@Priority(Priorities.AUTHORIZATION)
final class PermissionFilter implements ContainerRequestFilter {
    static final String SCOPE = Scope.class.getName();

    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Map<Over, String> NAMED_BY =
            Map.of(Over.VM, "vm_id", Over.TASK, "task_id", Over.PROJECT, "project_id");

    private final Permission required;
    private final Over over;
    private final Authentication authentication;
    private final String loginPath;

    PermissionFilter(RequiresPermission required, Authentication authentication, String loginPath) {
        this.required = required.value();
        this.over = required.over();
        this.authentication = authentication;
        this.loginPath = loginPath;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Optional<Identity> identity = identify(request);
        if (identity.isPresent()) {
            request.setProperty(Identity.PROPERTY, identity.get());
            request.setProperty(SCOPE, scope(identity.get(), request));
        }
    }

    /** Empty when a person's browser was sent to the page where one logs in. */
    private Optional<Identity> identify(ContainerRequestContext request) {
        try {
            return Optional.of(authentication.identify(request));
        } catch (KloigosException e) {
            if (e.code() != ErrorCode.UNAUTHENTICATED || !isPage(request)) {
                throw e;
            }
            request.abortWith(Response.seeOther(UriBuilder.fromPath(loginPath)
                            .queryParam("next", "{next}")
                            .build(request.getUriInfo().getRequestUri().getRawPath()))
                    .build());
            return Optional.empty();
        }
    }

    private static boolean isPage(ContainerRequestContext request) {
        String accepted = request.getHeaderString("Accept");
        return request.getMethod().equals(HttpMethod.GET)
                && accepted != null
                && accepted.startsWith(MediaType.TEXT_HTML);
    }

    /** With whose things the request may deal. */
    private Scope scope(Identity identity, ContainerRequestContext request) {
        if (over == Over.ACCOUNT) {
            checkAccount(identity, request);
            return Scope.NOTHING;
        }
        if (identity.mustChangePassword()) {
            throw forbidden("Set another password first: POST /api/v1/me/password.");
        }
        Scope scope = identity.scope(required);
        return scope.all() ? scope : partly(identity, scope, request);
    }

    /** For one who may not deal with everybody's things. */
    private Scope partly(Identity identity, Scope scope, ContainerRequestContext request) {
        if (NAMED_BY.containsKey(over)) {
            return named(identity, scope, request);
        }
        if (over == Over.EVERYTHING || scope.projects().isEmpty()) {
            throw lacking(identity, over == Over.EVERYTHING ? " for everybody's things" : "");
        }
        return over == Over.SHARED ? Scope.EVERYTHING : scope;
    }

    private static void checkAccount(Identity identity, ContainerRequestContext request) {
        if (identity.limited() && !request.getMethod().equals(HttpMethod.GET)) {
            throw forbidden("A token that may do less than its user may not change the account. Log in for that.");
        }
    }

    /** What does not belong to a project of the caller's is, for that caller, not there. */
    private Scope named(Identity identity, Scope scope, ContainerRequestContext request) {
        String id = String.valueOf(request.getUriInfo().getPathParameters().getFirst(NAMED_BY.get(over)));
        String project = projectOf(id).filter(identity.projects()::containsKey).orElseThrow(() -> notFound(id));
        if (!scope.covers(project)) {
            throw lacking(identity, " in project " + project);
        }
        return scope;
    }

    private Optional<String> projectOf(String id) {
        if (over == Over.PROJECT) {
            return Optional.of(id);
        }
        return ID.matcher(id).matches() ? authentication.projectOf(over, id) : Optional.empty();
    }

    private KloigosException notFound(String id) {
        return KloigosException.notFound(over == Over.VM ? "VM" : over == Over.TASK ? "task" : "project", id);
    }

    private KloigosException lacking(Identity identity, String where) {
        return forbidden(identity.actor() + " does not hold the permission "
                + required.name().toLowerCase(Locale.ROOT) + where + ", which this call needs.");
    }

    private static KloigosException forbidden(String why) {
        return new KloigosException(ErrorCode.FORBIDDEN, why);
    }
}
