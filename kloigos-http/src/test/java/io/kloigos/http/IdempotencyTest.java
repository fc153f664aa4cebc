package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.kloigos.core.database.Changes;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every POST makes its change through {@link Changes}, once per idempotency key, or has a reason not to. */
class IdempotencyTest {
    /** What makes nothing that a second one would make again. */
    private static final Map<String, String> CHANGE_NOTHING = Map.of(
            "HostLooksResource.refresh", "looks at a host",
            "PlacementResource.explain", "says which hosts would do",
            "DriftResource.plan", "says what would be done, under a hash of it");

    @Test
    void everyPostHonoursTheIdempotencyKey() throws Exception {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.kloigos.core", "io.kloigos.http");
        LiveRoutes routes = new LiveRoutes();
        List<Method> posts;
        try (KloigosServer server = routes.start()) {
            assertThat(server.port()).isPositive();
            posts = routes.all().stream()
                    .filter(route -> route.verb().equals("POST"))
                    .map(LiveRoutes.Route::handler)
                    .toList();
        }
        assertThat(posts).hasSizeGreaterThan(25);
        assertThat(posts.stream().filter(post -> !reachesChanges(classes, post)).map(IdempotencyTest::name))
                .as("POSTs that never come to Changes")
                .containsExactlyInAnyOrderElementsOf(CHANGE_NOTHING.keySet());
    }

    private static String name(Method post) {
        return post.getDeclaringClass().getSimpleName() + "." + post.getName();
    }

    /** Follows every call and method reference, those in lambdas too. */
    private static boolean reachesChanges(JavaClasses classes, Method post) {
        Deque<JavaCodeUnit> open = new ArrayDeque<>();
        classes.get(post.getDeclaringClass()).getMethods().stream()
                .filter(method -> method.reflect().equals(post))
                .forEach(open::add);
        Set<JavaCodeUnit> seen = new HashSet<>(open);
        while (!open.isEmpty()) {
            JavaCodeUnit at = open.poll();
            if (at.getOwner().isEquivalentTo(Changes.class)) {
                return true;
            }
            next(at).filter(seen::add).forEach(open::add);
        }
        return false;
    }

    private static Stream<JavaCodeUnit> next(JavaCodeUnit from) {
        return Stream.concat(from.getCallsFromSelf().stream(), from.getCodeUnitReferencesFromSelf().stream())
                .flatMap(access -> access.getTarget().resolveMember().stream())
                .filter(member -> member.getOwner().getPackageName().startsWith("io.kloigos"))
                .filter(JavaCodeUnit.class::isInstance)
                .map(JavaMember.class::cast)
                .map(JavaCodeUnit.class::cast);
    }
}
