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
    private static final Map<String, String> MAKE_NOTHING_TWICE = Map.ofEntries(
            Map.entry("HostLooksResource.refresh", "looks at a host"),
            Map.entry("AgentResource.pushNow", "looks at hosts"),
            Map.entry("PlacementResource.explain", "says which hosts would do"),
            Map.entry("DriftResource.plan", "says what would be done, under a hash of it"),
            Map.entry("LoginResource.login", "a session is a secret that is told once"),
            Map.entry("LoginPageResource.login", "the same"),
            Map.entry("TokensResource.create", "a token is a secret that is told once"),
            Map.entry("LogoutResource.logout", "no session is left"),
            Map.entry("LoginPageResource.changePassword", "the second is refused: the password is another"),
            Map.entry("MeResource.changePassword", "the second is refused: the password is another"),
            Map.entry("UsersResource.setPassword", "the password is that already"),
            Map.entry("RetentionResource.set", "the days are that already"),
            Map.entry("PoliciesResource.bindHost", "it is in force there already"),
            Map.entry("PoliciesResource.bindProject", "it is in force there already"),
            Map.entry("PoliciesResource.unbindHost", "it is not in force there any more"),
            Map.entry("PoliciesResource.unbindProject", "it is not in force there any more"),
            Map.entry("SchedulesResource.pause", "it pauses already"),
            Map.entry("SchedulesResource.resume", "it goes on already"),
            Map.entry("WebhooksResource.sendAgain", "the second is refused: it is on its way"),
            Map.entry("TaskControlResource.cancel", "it is called off already"),
            Map.entry("TaskControlResource.approve", "the second is refused: it waits no more"),
            Map.entry("TaskControlResource.reject", "the second is refused: it waits no more"),
            Map.entry("TaskControlResource.retry", "the second is refused: it has not ended"));

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
                .containsExactlyInAnyOrderElementsOf(MAKE_NOTHING_TWICE.keySet());
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
