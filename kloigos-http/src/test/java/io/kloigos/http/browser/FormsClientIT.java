package io.kloigos.http.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.RequestOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Forms that are refused, and a keyboard without a mouse. */
class FormsClientIT {
    @RegisterExtension
    static final ConsoleOnFakes CONSOLE = new ConsoleOnFakes();

    private Operator operator;
    private Page page;

    @BeforeEach
    void sitDown() {
        operator = CONSOLE.operator();
        page = operator.page();
    }

    private String focused() {
        return (String) page.evaluate("() => document.activeElement.id || document.activeElement.textContent.trim()");
    }

    @Test
    void aRefusedFormKeepsWhatWasTypedAndShowsTheField() {
        CONSOLE.register();
        operator.opens("vms/new");
        operator.field("Name").fill("Web 01!");
        operator.field("CPUs").fill("3");
        page.getByText("More", new Page.GetByTextOptions().setExact(true)).click();
        operator.field("Labels").fill("tier=web\nstage=test");
        operator.press("Create VM");
        assertThat(operator.field("Name")).hasAttribute("aria-invalid", "true");
        assertThat(operator.field("Name")).isFocused();
        assertThat(page.locator("#new-name-hint")).hasClass(Pattern.compile("\\bwrong\\b"));
        assertThat(operator.field("Name")).hasValue("Web 01!");
        assertThat(operator.field("CPUs")).hasValue("3");
        assertThat(operator.field("Labels")).hasValue("tier=web\nstage=test");
        assertThat(operator.complaints()).singleElement().asString().endsWith("/vms/provision answered 400");
        operator.field("Name").fill("web-01");
        operator.press("Create VM");
        page.waitForURL(Pattern.compile("/vms/[0-9a-f-]{36}$"));
        assertThat(page.locator("#facts")).containsText("tier=web");
        assertThat(operator.complaints()).isEmpty();
    }

    @Test
    void aHostAmongManyIsFoundByTyping() {
        for (int i = 0; i <= 50; i++) {
            RequestOptions host =
                    RequestOptions.create().setData(Map.of("host_id", "h%02d".formatted(i), "address", "10.9.9.9"));
            page.request().post(CONSOLE.home() + "api/v1/hosts/register", host);
        }
        operator.opens("storage");
        assertThat(page.locator("#host")).hasValue("h00");
        assertThat(page.locator("#host-hosts option")).hasCount(50);
        page.locator("#host").fill("H5");
        assertThat(page.locator("#host-hosts option")).hasCount(1);
        assertThat(page.locator("#host-hosts option")).hasAttribute("value", "h50");
        page.locator("#host").fill("h50");
        page.keyboard().press("Enter");
        page.waitForURL(CONSOLE.home() + "storage?host_id=h50");
        assertThat(operator.complaints()).isEmpty();
    }

    @Test
    void theFirstTabSkipsToTheContentAndSlashGoesToTheSearch() {
        CONSOLE.register();
        operator.opens("hosts");
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            page.keyboard().press("Tab");
            order.add(focused());
        }
        assertThat(order).containsExactly("Skip to the content", "Kloigos", "find", "account-menu", "Overview");
        operator.opens("hosts");
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        assertThat(focused()).isEqualTo("main");
        page.keyboard().press("Tab");
        assertThat(focused()).isEqualTo("Register host");
        page.keyboard().press("/");
        assertThat(focused()).isEqualTo("find");
        page.keyboard().type("h/1");
        assertThat(page.locator("#find")).hasValue("h/1");
        page.locator("#find").fill("h1");
        page.keyboard().press("Enter");
        page.waitForURL(CONSOLE.home() + "search?q=h1");
        page.keyboard().press("/");
        page.keyboard().press("ArrowDown");
        assertThat(page.locator("main a[href$='/hosts/h1']")).isFocused();
        page.keyboard().press("/");
        page.keyboard().type("h1");
        assertThat(page.locator("#found a[href$='/hosts/h1']")).isVisible();
        page.keyboard().press("ArrowDown");
        assertThat(page.locator("#found a").first()).isFocused();
        page.keyboard().press("Escape");
        assertThat(page.locator("#found")).isHidden();
        assertThat(page.locator("#find")).isFocused();
        page.locator("#find").fill("h1");
        page.locator("#found a[href$='/hosts/h1']").click();
        page.waitForURL(CONSOLE.home() + "hosts/h1");
        assertThat(operator.complaints()).isEmpty();
    }

    @Test
    void aDialogIsLeftByEscapeAndTheFocusGoesBack() {
        operator.opens("hosts");
        page.locator("[data-open=register]").focus();
        page.keyboard().press("Enter");
        assertThat(operator.field("register", "Id")).isFocused();
        page.keyboard().press("Escape");
        assertThat(page.locator("#register")).isHidden();
        assertThat(page.locator("[data-open=register]")).isFocused();
    }

    @Test
    void darkOrLightIsKept() {
        operator.opens("");
        assertThat(page.locator("html")).hasAttribute("data-bs-theme", "light");
        operator.press("Account");
        operator.press("Dark or light");
        operator.opens("vms");
        assertThat(page.locator("html")).hasAttribute("data-bs-theme", "dark");
    }
}
