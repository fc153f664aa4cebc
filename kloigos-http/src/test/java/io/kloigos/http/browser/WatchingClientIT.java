package io.kloigos.http.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one looks at for a while: what nobody can see now, what has failed. */
class WatchingClientIT {
    @RegisterExtension
    static final ConsoleOnFakes CONSOLE = new ConsoleOnFakes();

    private Operator operator;
    private Page page;

    @BeforeEach
    void aVmRuns() {
        operator = CONSOLE.operator();
        page = operator.page();
        CONSOLE.register();
        CONSOLE.makesVm("web-01");
    }

    @Test
    void whatNobodyCanSeeNowLooksSoWithItsAge() {
        operator.opens("vms");
        Locator row = page.locator("#list tbody tr");
        assertThat(row).not().hasClass("unobserved");
        CONSOLE.host().goAway();
        assertThat(row).hasClass("unobserved");
        assertThat(row).containsText(Pattern.compile("unobserved\\s*running, \\d+ s ago"));
        row.getByRole(AriaRole.LINK).first().click();
        assertThat(page.locator("#notes")).containsText("Nobody can see this VM now");
        assertThat(operator.complaints()).isEmpty();
    }

    @Test
    void whatFailsSaysWhatToDoAndCanBeTriedAgain() {
        CONSOLE.host()
                .failWith(
                        new KloigosException(ErrorCode.HOST_FAILED, "The disk of h1 is full. Free some space on it."));
        operator.press("Pause");
        assertThat(page.locator(".note-bad")).containsText("Free some space on it.");
        CONSOLE.host().recover();
        operator.opens("tasks");
        assertThat(page.locator("#list tbody tr").first()).containsText("Free some space on it.");
        page.locator("#list tbody tr a").first().click();
        assertThat(page.locator("#task .alert-danger")).containsText("Free some space on it.");
        page.locator("#acts").getByText("Retry").click();
        operator.press("decide", "Go on");
        assertThat(page.locator("#task")).containsText("succeeded");
    }
}
