package io.kloigos.http.security;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.project.Ownership;
import io.kloigos.core.user.Secret;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells who calls by a bearer token or the cookie of a session, whose changes must show that a page of ours makes them. */
@Singleton
public final class UserAuthentication implements Authentication {
    private static final Set<String> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Credentials credentials;
    private final Ownership ownership;

    @Inject
    public UserAuthentication(Credentials credentials, Ownership ownership) {
        this.credentials = credentials;
        this.ownership = ownership;
    }

    @Override
    public Identity identify(ContainerRequestContext request) {
        String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        Optional<Secret> session = SessionCookie.of(request);
        Identity identity = credentials.identify(authorization, session);
        boolean bySession =
                identity.userId() != null && (authorization == null || !Credentials.isBearer(authorization));
        if (bySession) {
            checkCsrf(request, session.orElseThrow());
        }
        return identity;
    }

    @Override
    public Optional<String> projectOf(Over over, String id) {
        return over == Over.VM
                ? ownership.projectOfVm(UUID.fromString(id))
                : ownership.projectOfTask(UUID.fromString(id));
    }

    private static void checkCsrf(ContainerRequestContext request, Secret session) {
        if (!SAFE.contains(request.getMethod())
                && !equal(session.csrfToken(), request.getHeaderString(SessionCookie.CSRF_HEADER))) {
            throw new KloigosException(
                    ErrorCode.FORBIDDEN,
                    "A change that comes with a session needs the header " + SessionCookie.CSRF_HEADER
                            + " with the value of the cookie " + SessionCookie.CSRF_NAME + ".");
        }
    }

    private static boolean equal(String token, @Nullable String sent) {
        return sent != null
                && MessageDigest.isEqual(
                        token.getBytes(StandardCharsets.US_ASCII), sent.getBytes(StandardCharsets.UTF_8));
    }
}
