package io.kloigos.http.security;

import io.kloigos.http.HttpServerConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.reflect.Method;
import org.glassfish.jersey.process.Inflector;

/** Puts the declared permission in front of every resource method; a method that declares none stops the start. */
@Singleton
public final class PermissionFeature implements DynamicFeature {
    private final Authentication authentication;
    private final String loginPath;

    @Inject
    public PermissionFeature(Authentication authentication, HttpServerConfig config) {
        this.authentication = authentication;
        this.loginPath = config.basePath() + "/login";
    }

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        Method method = resource.getResourceMethod();
        if (isGenerated(resource) || method.isAnnotationPresent(Public.class)) {
            return;
        }
        RequiresPermission required = method.getAnnotation(RequiresPermission.class);
        if (required == null) {
            throw new IllegalStateException(method + " declares neither @RequiresPermission nor @Public");
        }
        context.register(new PermissionFilter(required, authentication, loginPath));
    }

    /** Jersey answers OPTIONS by itself: a list of methods, which is no secret. */
    private static boolean isGenerated(ResourceInfo resource) {
        return Inflector.class.isAssignableFrom(resource.getResourceClass());
    }
}
