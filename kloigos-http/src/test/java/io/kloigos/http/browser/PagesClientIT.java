package io.kloigos.http.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.kloigos.core.user.Role;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every page that the server has, found by following links, with things of all kinds on two real hosts. */
class PagesClientIT {
    /** Where the search field leads. */
    private static final String FOUND = "search?q=web-01";
    /** Links that are not followed: they end the session, or lead to a page that has a test of its own. */
    private static final List<String> APART = List.of("/login", "/login/password", "/console/noVNC");

    @RegisterExtension
    static final ConsoleOnLab CONSOLE = new ConsoleOnLab();

    private static PageRoutes routes;

    @BeforeAll
    static void thereIsSomethingOfEachKind() throws Exception {
        Things.make(CONSOLE);
        routes = new PageRoutes(CONSOLE.call("GET", "api/v1/routes", ""));
    }

    @Test
    void everyPageIsReachedAndWithoutFault() {
        try (Operator operator = CONSOLE.operator()) {
            Inspection inspection = new Inspection(operator);
            Map<String, String> addresses = walk(operator.page(), inspection);
            if (Screenshots.areWanted()) {
                addresses.forEach((route, address) -> Screenshots.take(operator, route, address));
            }
            assertThat(inspection.faults()).isEmpty();
            assertThat(addresses.keySet()).containsExactlyInAnyOrderElementsOf(linked());
        }
    }

    @Test
    void aViewerIsOfferedNothingThatIsRefusedToOne() throws Exception {
        Offers offers = new Offers(routes, CONSOLE.home(), CONSOLE.tokenOf("looks", Role.VIEWER));
        assertThat(offers.refused()).isEmpty();
        assertThat(offers.pages()).contains("/hosts/{host_id}", "/vms/{vm_id}", "/projects/{project_id}");
    }

    private static List<String> linked() {
        return routes.all().stream().filter(path -> !APART.contains(path)).toList();
    }

    /** Follows links from the overview, looking at each page; answers the address at which it was. */
    private static Map<String, String> walk(Page window, Inspection inspection) {
        Map<String, String> found = new LinkedHashMap<>();
        Deque<String> ahead = new ArrayDeque<>(List.of("", FOUND));
        while (!ahead.isEmpty()) {
            String address = ahead.poll();
            String page = routes.of("/" + address.replaceFirst("\\?.*", "")).orElse("");
            if (page.isEmpty() || APART.contains(page) || found.putIfAbsent(page, address) != null) {
                continue;
            }
            inspection.of(address);
            ahead.addAll(linksOf(window));
        }
        return found;
    }

    @SuppressWarnings("unchecked")
    private static List<String> linksOf(Page page) {
        List<String> links =
                (List<String>) page.evaluate("() => [...document.links].map((link) => link.href.split('#')[0])");
        String home = CONSOLE.home().toString();
        return links.stream()
                .filter(link -> link.startsWith(home))
                .map(link -> link.substring(home.length()))
                .toList();
    }
}
