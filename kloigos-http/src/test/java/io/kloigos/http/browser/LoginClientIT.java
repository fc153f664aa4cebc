package io.kloigos.http.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.http.HttpServerConfig;
import io.kloigos.http.KloigosServices;
import io.kloigos.http.image.ImageFolder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The first start of a server that others can reach: from the password on the terminal to an empty console. */
class LoginClientIT {
    private static final String PASSWORD = "correct horse battery";

    @RegisterExtension
    static final InChromium CHROMIUM = new InChromium();

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private KloigosServices services;
    private URI home;

    @BeforeEach
    void start(@TempDir Path images) throws Exception {
        services = KloigosServices.start(
                new HttpServerConfig("0.0.0.0", 0, "", Set.of(), 1 << 20, Duration.ofSeconds(1)),
                new KloigosConfig(mariaDb.database(), WatchSettings.defaults()),
                new FakeHypervisors(),
                new ImageFolder(images));
        home = URI.create("http://127.0.0.1:" + services.uri().getPort() + "/");
    }

    @AfterEach
    void stop() {
        services.close();
    }

    @Test
    void thePasswordOfTheFirstStartLetsOneInOnceOneHasChosenAnother() {
        try (Operator operator = CHROMIUM.stranger(home)) {
            Page page = operator.opens("");
            assertThat(page).hasURL(Pattern.compile("/login\\?next="));
            logIn(operator, "not the password");
            assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
            assertThat(operator.field("Name")).hasValue("admin");
            assertThat(operator.field("Password")).hasValue("");
            String first = services.firstPassword().orElseThrow();
            logIn(operator, first);
            assertThat(page.locator("#problem")).hasText("Choose a password of your own first.");
            operator.field("Current password").fill(first);
            operator.field("New password").fill(PASSWORD);
            operator.press("Change it");
            assertThat(page).hasURL(home + "login");
            operator.logsIn("admin", PASSWORD);
            assertThat(page.locator("#first-start")).containsText("Register a KVM host.");
            assertThat(operator.complaints()).isEmpty();
        }
    }

    @Test
    void whoLogsOutComesBackToWhereTheyWereGoing() {
        try (Operator operator = CHROMIUM.stranger(home)) {
            chooseAPassword(operator);
            operator.press("Account");
            operator.press("Log out");
            assertThat(operator.page()).hasURL(home + "login");
            operator.opens("hosts");
            assertThat(operator.page()).hasURL(home + "login?next=%2Fhosts");
            logIn(operator, PASSWORD);
            assertThat(operator.page()).hasURL(home + "hosts");
            assertThat(operator.page().locator("#list")).containsText("No host is registered");
            assertThat(operator.complaints()).isEmpty();
        }
    }

    @Test
    void pagesWithoutAnythingOnThemAndThoseBeforeTheLoginAreWithoutFault() {
        try (Operator operator = CHROMIUM.stranger(home)) {
            Inspection inspection = new Inspection(operator);
            inspection.of("login");
            logIn(operator, "not the password");
            inspection.ofWhatIsOpen();
            inspection.of("login/password");
            chooseAPassword(operator);
            List.of("", "vms", "vms/new", "hosts").forEach(inspection::of);
            inspection.of("search?q=nothing");
            assertThat(inspection.faults()).isEmpty();
            inspection.of("nowhere");
            assertThat(inspection.faults()).singleElement().asString().endsWith("GET " + home + "nowhere answered 404");
        }
    }

    private void chooseAPassword(Operator operator) {
        operator.opens("login/password");
        operator.field("Name").fill("admin");
        operator.field("Current password").fill(services.firstPassword().orElseThrow());
        operator.field("New password").fill(PASSWORD);
        operator.press("Change it");
        operator.page().waitForURL(home + "login");
        operator.logsIn("admin", PASSWORD);
    }

    private static void logIn(Operator operator, String password) {
        operator.field("Name").fill("admin");
        operator.field("Password").fill(password);
        operator.press("Log in");
    }
}
