package io.kloigos.http.security;

import io.kloigos.core.Caller;
import io.kloigos.core.Scope;
import io.kloigos.http.connection.ClientConnection;
import io.kloigos.http.query.QueryValues;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import java.util.function.Function;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.model.Parameter;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;
import org.jspecify.annotations.Nullable;

/**
 * Gives resource methods their {@code @Context Caller}, {@code @Context Identity} and {@code @Context ClientConnection} parameters. The caller's
 * idempotency key is the request header's; {@code dry_run=true} makes it one who only plans, {@code If-Match} one who wants
 * just what was planned.
 */
@Singleton
public final class Callers implements ValueParamProvider {
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final String DRY_RUN = "dry_run";

    @Override
    public @Nullable Function<ContainerRequest, ?> getValueProvider(Parameter parameter) {
        if (parameter.getRawType() == Caller.class) {
            return Callers::caller;
        }
        if (parameter.getRawType() == Identity.class) {
            return Callers::identity;
        }
        return parameter.getRawType() == ClientConnection.class ? ClientConnection::of : null;
    }

    @Override
    public PriorityType getPriority() {
        // before Jersey asks HK2, which knows neither and would take its time
        return Priority.HIGH;
    }

    /** The hash of a plan, quoted as an entity tag or not. */
    private static Optional<String> plan(@Nullable String ifMatch) {
        return Optional.ofNullable(ifMatch).map(tag -> tag.strip().replaceAll("^\"|\"$", ""));
    }

    private static Identity identity(ContainerRequestContext request) {
        return Identity.of(request)
                .orElseThrow(() -> new IllegalStateException("A public resource method has no caller"));
    }

    private static Scope scope(ContainerRequestContext request) {
        return request.getProperty(PermissionFilter.SCOPE) instanceof Scope scope ? scope : Scope.NOTHING;
    }

    private static Caller caller(ContainerRequestContext request) {
        Identity identity = identity(request);
        boolean dryRun = QueryValues.flag(
                DRY_RUN, request.getUriInfo().getQueryParameters().getFirst(DRY_RUN));
        return new Caller(
                identity.actor(),
                ClientConnection.of(request).address(),
                Optional.ofNullable(request.getHeaderString(IDEMPOTENCY_KEY)),
                dryRun,
                plan(request.getHeaderString(HttpHeaders.IF_MATCH)),
                scope(request),
                identity.userId());
    }
}
