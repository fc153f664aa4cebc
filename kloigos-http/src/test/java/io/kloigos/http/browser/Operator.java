package io.kloigos.http.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ReducedMotion;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** Somebody at the console in a browser window of their own, who notes whatever goes wrong in it. */
final class Operator implements AutoCloseable {
    private static final String TELL_OF_VIOLATIONS =
            "document.addEventListener('securitypolicyviolation', (violation) => console.error("
                    + "`Content-Security-Policy: ${violation.violatedDirective} ${violation.blockedURI}`))";
    static final int WIDTH = 1280;
    static final int HEIGHT = 800;
    private static final int SMALLEST_ERROR = 400;
    /** Hosts take their time; so do machines that do much else. */
    private static final int PATIENCE_MS = 60_000;

    private final URI home;
    private final BrowserContext window;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();
    private final List<Deed> deeds = new ArrayList<>();

    /**
     * A call that changed something, as the server has agreed to it.
     *
     * @param path below the overview, with a slash before it
     */
    record Deed(String verb, String path, @Nullable String body) {}

    /**
     * @param home the address of the overview, with a slash at its end
     * @param session what {@link #session} of somebody who has logged in gave; null for nobody in particular
     */
    Operator(Browser browser, URI home, @Nullable String session) {
        this.home = home;
        this.window = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(WIDTH, HEIGHT)
                .setIgnoreHTTPSErrors(true)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setStorageState(session));
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        window.addInitScript(TELL_OF_VIOLATIONS);
        this.page = window.newPage();
        page.setDefaultTimeout(PATIENCE_MS);
        page.onConsoleMessage(this::heard);
        page.onPageError(error -> complaints.add(page.url() + " threw " + error));
        page.onRequestFailed(this::failed);
        page.onResponse(this::answered);
    }

    Page page() {
        return page;
    }

    /** @param path such as {@code vms/new}; empty for the overview */
    Page opens(String path) {
        page.navigate(home.resolve(path).toString());
        return page;
    }

    void logsIn(String name, String password) {
        opens("login");
        field("Name").fill(name);
        field("Password").fill(password);
        press("Log in");
        page.waitForURL(home.toString());
    }

    /** Presses the button of that name. */
    void press(String name) {
        button(page.locator("body"), name).click();
    }

    /** Presses a button of a form or dialog with that id. */
    void press(String form, String name) {
        button(page.locator("#" + form), name).click();
    }

    static Locator button(Locator within, String name) {
        return within.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Follows the first link of that name. */
    void follow(String name) {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true))
                .first()
                .click();
    }

    Locator field(String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    Locator field(String form, String label) {
        return page.locator("#" + form).getByLabel(label, new Locator.GetByLabelOptions().setExact(true));
    }

    /** Presses what is in the menu of further actions. */
    void more(String action) {
        page.locator("details.more summary").click();
        button(page.locator("details.more .menu-list"), action).click();
    }

    /** Answers the question whether to go on. */
    void goesOn() {
        press("confirm", "Go on");
    }

    /** Answers it where the name of what goes has to be typed. */
    void goesOnWith(String name) {
        PlaywrightAssertions.assertThat(button(page.locator("#confirm"), "Go on"))
                .isDisabled();
        field("confirm", "Type its name to go on").fill(name);
        goesOn();
    }

    /** Decides about the task whose page is open. */
    void decides(String what) {
        press(what + " " + page.locator("h1").textContent());
        field("decide", "Reason").fill("as agreed");
        press("decide", "Go on");
    }

    /** Sends a form that is refused for what a field of it says, which stays in it. */
    void isRefused(String form, String button, String label) {
        Locator field = field(form, label);
        String said = field.inputValue();
        press(form, button);
        PlaywrightAssertions.assertThat(field).hasAttribute("aria-invalid", "true");
        PlaywrightAssertions.assertThat(field).isFocused();
        PlaywrightAssertions.assertThat(field).hasValue(said);
        Assertions.assertThat(complaints()).singleElement().asString().matches(".* answered 4\\d\\d");
    }

    /** Waits for a page, or for the end of the task that is shown in its place where that takes longer than a moment. */
    void isLedTo(Pattern address) {
        page.waitForURL(url -> address.matcher(url).find() || url.contains("/tasks/"));
        if (page.url().contains("/tasks/")) {
            PlaywrightAssertions.assertThat(page.locator("#task dl").first()).containsText("succeeded");
        }
    }

    /** The calls that changed something, since this window was opened. */
    List<Deed> deeds() {
        return List.copyOf(deeds);
    }

    /** Counts what another one has done as done by this one, too. */
    void alsoDid(Operator other) {
        deeds.addAll(other.deeds);
    }

    /** What lets another operator go on with this one's session. */
    String session() {
        return window.storageState();
    }

    /** Everything that went wrong since this was asked last; a page may look once more at what was deleted on it. */
    List<String> complaints() {
        List<String> all =
                complaints.stream().filter(each -> !isOfWhatIsGone(each)).toList();
        complaints.clear();
        return all;
    }

    private boolean isOfWhatIsGone(String complaint) {
        return deeds.stream()
                .filter(deed -> deed.verb().equals("DELETE"))
                .map(deed -> deed.path().replaceFirst(".*/", "/"))
                .anyMatch(gone -> complaint.matches(".*: GET \\S*" + Pattern.quote(gone) + "(\\?\\S*)? answered 404"));
    }

    private void heard(ConsoleMessage message) {
        // a refused request is noted by itself
        if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
            complaints.add(page.url() + " printed " + message.text());
        }
    }

    private void failed(Request request) {
        // what a page still waits for when it is left is cut
        if (!"net::ERR_ABORTED".equals(request.failure())) {
            complaints.add(page.url() + ": " + request.method() + " " + request.url() + ": " + request.failure());
        }
    }

    private void answered(Response response) {
        if (response.status() >= SMALLEST_ERROR) {
            complaints.add(page.url() + ": " + response.request().method() + " " + response.url() + " answered "
                    + response.status());
        } else if (!"GET".equals(response.request().method()) && !response.url().contains("dry_run=true")) {
            Request request = response.request();
            String path = URI.create(request.url())
                    .getRawPath()
                    .substring(home.getRawPath().length() - 1);
            deeds.add(new Deed(request.method(), path, request.postData()));
        }
    }

    @Override
    public void close() {
        window.close();
    }
}
