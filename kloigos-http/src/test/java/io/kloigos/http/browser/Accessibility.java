package io.kloigos.http.browser;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What keeps people with weak eyes, a keyboard alone or a screen reader from a page, as axe-core finds it. */
final class Accessibility {
    private static final String AXE = script(Path.of("node_modules/axe-core/axe.min.js"));
    private static final List<String> LOOKS = List.of(
            "color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size", "meta-viewport");
    private static final String RUN = """
            async ([within, rules]) => {
              const options = { resultTypes: ['violations'], preload: false };
              if (rules.length) options.runOnly = rules;
              const { violations } = await axe.run(within, options);
              return violations.filter((each) => ['serious', 'critical'].includes(each.impact)).flatMap((each) =>
                each.nodes.map((node) => `${each.id} (${each.impact}): ${node.target.join(' ')}: ${node.failureSummary}`));
            }""";

    private Accessibility() {}

    /** What is serious or critical in the part of a page. */
    static List<String> faultsOf(Page page, String selector) {
        return faults(page, selector, List.of());
    }

    /** What depends on the theme or on the width: the rest of a page is the same in all. */
    static List<String> faultsOfLooks(Page page) {
        return faults(page, "html", LOOKS);
    }

    @SuppressWarnings("unchecked")
    private static List<String> faults(Page page, String selector, List<String> rules) {
        if (Boolean.FALSE.equals(page.evaluate("() => 'axe' in window"))) {
            page.evaluate(AXE);
        }
        return (List<String>) page.evaluate(RUN, List.of(selector, rules));
    }

    private static String script(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
