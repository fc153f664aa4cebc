package io.kloigos.http.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks at pages light, dark and on a phone, with each of their forms opened, and writes down what is wrong. */
final class Inspection {
    /** Dialogs that are the same on all pages. */
    private static final Set<String> COMMON = Set.of("confirm");

    static final int PHONE_WIDTH = 390;
    static final int PHONE_HEIGHT = 844;
    /** What a phone would have to be moved sideways for. */
    private static final String TOO_WIDE = """
            () => {
              const width = document.documentElement.clientWidth;
              const scrolls = (each) => each && (['auto', 'scroll', 'hidden'].includes(getComputedStyle(each).overflowX)
                || scrolls(each.parentElement));
              const out = document.documentElement.scrollWidth > width;
              return [...document.querySelectorAll('main *, dialog[open], dialog[open] *, header *')]
                .filter((each) => each.getBoundingClientRect().right > width + 1 && !scrolls(each.parentElement))
                .map((each) => `too wide: ${each.tagName} ${each.id} ${each.className}`).slice(0, 3)
                .concat(out ? [`the page is ${document.documentElement.scrollWidth} px wide`] : []);
            }""";

    /** What a wide window hides all the same. */
    private static final String CUT_OFF = """
            () => [...document.querySelectorAll('.table-responsive, main [data-live]')]
              .filter((each) => each.scrollWidth > each.clientWidth + 1)
              .map((each) => `cut off: ${each.id || each.parentElement.id} ${each.scrollWidth - each.clientWidth} px`)""";

    private final Operator operator;
    private final List<String> faults = new ArrayList<>();
    /** What has been looked at: the frame around all pages, and their dialogs. */
    private final Set<String> parts = new HashSet<>();

    Inspection(Operator operator) {
        this.operator = operator;
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    /** Opens the page and looks at it. */
    void of(String address) {
        operator.opens(address);
        ofWhatIsOpen();
    }

    /** Looks at the page that the operator is on, and leaves it light and wide. */
    void ofWhatIsOpen() {
        Page page = operator.page();
        if (page.locator("#docs").count() > 0) {
            page.waitForSelector(".opblock-tag");
        }
        note("light", Accessibility.faultsOf(page, "html"));
        note("light", found(CUT_OFF));
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        page.waitForFunction("() => document.documentElement.dataset.bsTheme !== 'light'");
        if (parts.add("frame")) {
            note("dark", Accessibility.faultsOfLooks(page));
        }
        page.setViewportSize(PHONE_WIDTH, PHONE_HEIGHT);
        note("dark phone", Accessibility.faultsOfLooks(page));
        note("dark phone", found(TOO_WIDE));
        page.locator("dialog.sheet").all().forEach(this::ofForm);
        page.setViewportSize(Operator.WIDTH, Operator.HEIGHT);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        note("any", operator.complaints());
    }

    private void ofForm(Locator form) {
        String id = form.getAttribute("id");
        if (!parts.add(COMMON.contains(id) ? id : operator.page().url() + "#" + id)) {
            return;
        }
        form.evaluate("(form) => form.showModal()");
        note("form " + id, Accessibility.faultsOf(operator.page(), "#" + id));
        note("form " + id, found(TOO_WIDE));
        form.evaluate("(form) => form.close()");
    }

    @SuppressWarnings("unchecked")
    private List<String> found(String script) {
        return (List<String>) operator.page().evaluate(script);
    }

    private void note(String how, List<String> what) {
        what.forEach(fault -> faults.add(operator.page().url() + " (" + how + "): " + fault));
    }
}
