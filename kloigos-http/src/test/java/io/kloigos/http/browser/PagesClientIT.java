package io.kloigos.http.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every page that the server has, found by following links, with things of all kinds on two real hosts. */
class PagesClientIT {
    private static final int PHONE_WIDTH = 390;
    /** Where the search field leads. */
    private static final String FOUND = "search?q=web-01";
    /** Links that are not followed: they end the session, or lead to a page that has a test of its own. */
    private static final List<String> APART = List.of("/login", "/login/password", "/console/noVNC");

    @RegisterExtension
    static final ConsoleOnLab CONSOLE = new ConsoleOnLab();

    private static PageRoutes routes;

    private final List<String> faults = new ArrayList<>();

    @BeforeAll
    static void thereIsSomethingOfEachKind() throws Exception {
        Things.make(CONSOLE);
        routes = new PageRoutes(CONSOLE.call("GET", "api/v1/routes", ""));
    }

    @Test
    void everyPageIsReachedAndWithoutFault() {
        try (Operator operator = CONSOLE.operator()) {
            Map<String, String> addresses = walk(operator);
            addresses.values().forEach(address -> look(operator, address));
            assertThat(faults).isEmpty();
            assertThat(addresses.keySet()).containsExactlyInAnyOrderElementsOf(linked());
        }
    }

    private static List<String> linked() {
        return routes.all().stream().filter(path -> !APART.contains(path)).toList();
    }

    /** Follows links from the overview; for each page the first address that shows it. */
    private Map<String, String> walk(Operator operator) {
        Map<String, String> found = new LinkedHashMap<>();
        Deque<String> ahead = new ArrayDeque<>(List.of("", FOUND));
        while (!ahead.isEmpty()) {
            String address = ahead.poll();
            String page = routes.of("/" + address.replaceFirst("\\?.*", "")).orElse("");
            if (page.isEmpty() || APART.contains(page) || found.putIfAbsent(page, address) != null) {
                continue;
            }
            ahead.addAll(linksOf(operator.opens(address)));
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

    private void look(Operator operator, String address) {
        Page page = operator.opens(address);
        if (page.locator("#docs").count() > 0) {
            page.waitForSelector(".opblock-tag");
        }
        note(address, "light", Accessibility.faultsOf(page, "html"));
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        page.waitForFunction("() => document.documentElement.dataset.bsTheme !== 'light'");
        note(address, "dark", Accessibility.contrastFaultsOf(page));
        page.setViewportSize(PHONE_WIDTH, 844);
        note(address, "phone", Accessibility.faultsOf(page, "html"));
        note(address, "phone", tooWide(page));
        lookAtForms(page, address);
        page.setViewportSize(1280, 800);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        note(address, "any", operator.complaints());
    }

    private void lookAtForms(Page page, String address) {
        for (Locator form : page.locator("dialog.sheet").all()) {
            String id = form.getAttribute("id");
            form.evaluate("(form) => form.showModal()");
            note(address, "form " + id, Accessibility.faultsOf(page, "#" + id));
            note(address, "form " + id, tooWide(page));
            form.evaluate("(form) => form.close()");
        }
    }

    /** What a phone would have to be moved sideways for. */
    @SuppressWarnings("unchecked")
    private static List<String> tooWide(Page page) {
        return (List<String>) page.evaluate("""
                () => {
                  const width = document.documentElement.clientWidth;
                  const scrolls = (each) => each && (['auto', 'scroll', 'hidden'].includes(getComputedStyle(each).overflowX)
                    || scrolls(each.parentElement));
                  const out = document.documentElement.scrollWidth > width;
                  return [...document.querySelectorAll('main *, dialog[open], dialog[open] *, header *')]
                    .filter((each) => each.getBoundingClientRect().right > width + 1 && !scrolls(each.parentElement))
                    .map((each) => `too wide: ${each.tagName} ${each.id} ${each.className}`).slice(0, 3)
                    .concat(out ? [`the page is ${document.documentElement.scrollWidth} px wide`] : []);
                }""");
    }

    private void note(String address, String how, List<String> what) {
        what.forEach(fault -> faults.add("/" + address + " (" + how + "): " + fault));
    }
}
