package io.kloigos.http.browser;

import com.microsoft.playwright.Browser;
import java.net.URI;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For tests that start a server of their own. */
final class InChromium implements BeforeAllCallback {
    private Browser browser;

    @Override
    public void beforeAll(ExtensionContext context) {
        browser = Chromium.of(context);
    }

    /** Somebody in a new window. */
    Operator stranger(URI home) {
        return new Operator(browser, home, null);
    }
}
