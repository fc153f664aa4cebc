package io.kloigos.http.security;

import io.kloigos.core.Caller;
import io.kloigos.http.connection.ClientConnection;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Optional;
import java.util.function.Function;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.model.Parameter;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;
import org.jspecify.annotations.Nullable;

/**
 * Gives resource methods their {@code @Context Caller} and {@code @Context ClientConnection} parameters. The caller's
 * idempotency key is the request header's.
 */
@Singleton
public final class Callers implements ValueParamProvider {
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    @Override
    public @Nullable Function<ContainerRequest, ?> getValueProvider(Parameter parameter) {
        if (parameter.getRawType() == Caller.class) {
            return Callers::caller;
        }
        return parameter.getRawType() == ClientConnection.class ? ClientConnection::of : null;
    }

    @Override
    public PriorityType getPriority() {
        // before Jersey asks HK2, which knows neither and would take its time
        return Priority.HIGH;
    }

    private static Caller caller(ContainerRequestContext request) {
        if (!(request.getProperty(Identity.PROPERTY) instanceof Identity identity)) {
            throw new IllegalStateException("A public resource method has no caller");
        }
        return new Caller(
                identity.actor(),
                ClientConnection.of(request).address(),
                Optional.ofNullable(request.getHeaderString(IDEMPOTENCY_KEY)));
    }
}
