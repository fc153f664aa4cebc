package io.kloigos.http.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Pictures of pages for the documentation, light, dark and on a phone; taken with {@code -Dkloigos.screenshots=true} only. */
final class Screenshots {
    private static final Path FOLDER = Path.of("../docs/images");
    private static final int LARGEST_BYTES = 150_000;
    /** What comes a moment after its page. */
    private static final String COMPLETE = """
            () => [...document.querySelectorAll('[data-figures]')].every((each) => each.querySelector('canvas'))
              && [...document.querySelectorAll('[data-console]')].every((each) => 'connected' in each.dataset)""";

    private Screenshots() {}

    static boolean areWanted() {
        return Boolean.getBoolean("kloigos.screenshots");
    }

    /** @param route such as {@code /vms/{vm_id}}, which becomes {@code vms-vm-light.png} */
    static void take(Operator operator, String route, String address) {
        Page page = operator.opens(address);
        page.waitForFunction(COMPLETE);
        for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            String theme = scheme.name().toLowerCase(Locale.ROOT);
            page.waitForFunction(
                    "(theme) => [undefined, theme].includes(document.documentElement.dataset.bsTheme)", theme);
            byte[] picture = page.screenshot(
                    new Page.ScreenshotOptions().setPath(FOLDER.resolve(name(route) + "-" + theme + ".png")));
            assertThat(picture.length).as(route).isLessThan(LARGEST_BYTES);
        }
        page.setViewportSize(Inspection.PHONE_WIDTH, Inspection.PHONE_HEIGHT);
        page.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve(name(route) + "-phone.png")));
        page.setViewportSize(Operator.WIDTH, Operator.HEIGHT);
    }

    private static String name(String route) {
        String words = route.replaceFirst("\\{page:.*", "")
                .replaceAll("\\{(\\w+?)(_id)?}", "$1")
                .replaceAll("[^A-Za-z0-9]+", "-")
                .replaceAll("^-|-$", "")
                .toLowerCase(Locale.ROOT);
        return words.isEmpty() ? "overview" : words;
    }
}
