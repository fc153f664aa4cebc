package io.kloigos.http.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.http.HttpServerConfig;
import io.kloigos.http.KloigosServices;
import io.kloigos.http.image.ImageFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server on a host that is a fake, and somebody who sits at its machine; new ones for each test. */
final class ConsoleOnFakes implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
    private static final String ADDRESS = "10.0.0.1";

    private final MariaDbExtension mariaDb = new MariaDbExtension();
    private Browser browser;
    private FakeHypervisor host;
    private KloigosServices services;
    private Operator operator;

    @Override
    public void beforeAll(ExtensionContext context) {
        browser = Chromium.of(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        mariaDb.beforeEach(context);
        FakeHypervisors hypervisors = new FakeHypervisors();
        host = hypervisors.host(ADDRESS);
        services = KloigosServices.start(
                new HttpServerConfig("127.0.0.1", 0, "", Set.of(), 1 << 20, Duration.ofSeconds(1)),
                new KloigosConfig(mariaDb.database(), WatchSettings.defaults()).withPrivateWebhooks(true),
                hypervisors,
                new ImageFolder(Path.of("target")));
        operator = new Operator(browser, services.uri(), null);
    }

    Operator operator() {
        return operator;
    }

    Page page() {
        return operator.page();
    }

    String home() {
        return services.uri().toString();
    }

    Kloigos engine() {
        return services.engine();
    }

    FakeHypervisor host() {
        return host;
    }

    /** Registers the host as {@code h1}, by the form. */
    void register() {
        operator.opens("hosts");
        operator.press("Register host");
        operator.field("register", "Id").fill("h1");
        operator.field("register", "Address").fill(ADDRESS);
        operator.field("register", "Trust the first key that it shows").check();
        operator.press("register", "Register");
        page().waitForURL(home() + "hosts/h1");
    }

    /** Makes a VM, by the form; the operator is on its page then. */
    void makesVm(String name) {
        operator.opens("vms/new");
        operator.field("Name").fill(name);
        operator.press("Create VM");
        page().waitForURL(java.util.regex.Pattern.compile("/vms/[0-9a-f-]{36}$"));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        operator.close();
        services.close();
        mariaDb.afterEach(context);
    }
}
