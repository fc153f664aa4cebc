package io.kloigos.http.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route.FulfillOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What moves on pages while one looks: consoles, rows, streams that are cut; straight and through nginx. */
class LiveClientIT {
    private static final String NAME = "live-01";
    /** Opens a console's WebSocket and tells what came of it: its first bytes, or how it was closed. */
    private static final String OPEN_SOCKET = """
            (path) => new Promise((resolve) => {
              const socket = new WebSocket(new URL(path, location.href).href.replace('http', 'ws'), ['binary']);
              socket.onmessage = () => { resolve('opened'); socket.close(); };
              socket.onclose = ({ code, reason }) => resolve(`${code} ${reason}`);
            })""";

    @RegisterExtension
    static final ConsoleOnLab CONSOLE = new ConsoleOnLab();

    private static final String PICTURE = "() => document.querySelector('.picture canvas').toDataURL()";
    /** Before the next figures come. */
    private static final Page.WaitForFunctionOptions SOON = new Page.WaitForFunctionOptions().setTimeout(10_000);

    private static UUID vm;

    @BeforeAll
    static void thereIsAVm() throws Exception {
        vm = CONSOLE.makesVm(NAME, "kvm1");
    }

    private static void onHost(String command) {
        CONSOLE.lab().ssh(0, ConsoleOnLab.VIRSH + command + " " + vm);
    }

    private static Locator row(Page page) {
        return page.locator("#vm-" + vm);
    }

    @Test
    void picturesAreSaidInWordsAndAsATable() throws Exception {
        CONSOLE.call("POST", "servers", "{\"hostname\":\"srv1_n0\",\"ansible_host\":\"10.9.0.1\",\"numa_node\":0}");
        try (Operator operator = CONSOLE.operator()) {
            Page page = operator.opens("vms/" + vm);
            assertThat(page.locator(".spark [role=img]")).hasCount(4);
            assertThat(page.locator(".spark [role=img]").first())
                    .hasAttribute("aria-label", Pattern.compile("CPU: \\d+ % now, between .* from .*"));
            operator.opens("hosts/kvm1");
            assertThat(page.locator(".spark h3"))
                    .containsText(
                            new String[] {"CPU", "Memory", "Disk of its VMs", "Network of its VMs", "Running VMs"});
            operator.opens("events");
            assertThat(page.locator(".picture [role=img]"))
                    .hasAttribute("aria-label", Pattern.compile("Events: Events \\d+ now.*"));
            operator.opens("servers");
            assertThat(page.locator(".picture [role=img]"))
                    .hasAttribute("aria-label", Pattern.compile("Servers of the pool: All 1 now.*; In use 0 now.*"));
            Object light = page.evaluate(PICTURE);
            operator.press("Account");
            operator.press("Dark or light");
            page.waitForFunction("(was) => (" + PICTURE + ")() !== was", light, SOON);
            page.locator(".readable summary").click();
            assertThat(page.locator(".readable tbody tr").first()).containsText("10");
            assertThat(operator.complaints()).isEmpty();
        }
    }

    @Test
    void aTicketOpensOneConsole() throws Exception {
        try (Operator operator = CONSOLE.operator()) {
            Page page = operator.opens("vms/" + vm);
            JsonNode ticket = CONSOLE.call("GET", "api/v1/vms/" + vm + "/console?kind=vnc", "");
            String socket = ticket.path("websocket_url").asText();
            assertThat(page.evaluate(OPEN_SOCKET, socket)).isEqualTo("opened");
            assertThat(page.evaluate(OPEN_SOCKET, socket)).asString().startsWith("1008 This ticket was used");
            assertThat(operator.complaints()).isEmpty();
        }
    }

    @Test
    void whoWatchesASessionMayEndItAndItStaysEnded() {
        try (Operator reader = CONSOLE.operator();
                Operator watcher = CONSOLE.operator()) {
            Page console = reader.opens("console/" + vm + "?kind=serial");
            assertThat(console.locator("#console-status")).hasText("Connected");
            Page sessions = watcher.opens("console");
            assertThat(sessions.locator("#list tbody tr")).containsText(NAME);
            watcher.press("End the console of " + NAME);
            watcher.press("confirm", "Go on");
            assertThat(console.locator("#console-status")).hasText("Somebody has ended this console.");
            assertThat(sessions.locator("#list")).containsText("No console is open");
            reader.press("Reconnect");
            assertThat(console.locator("#console-status")).hasText("Connected");
            assertThat(reader.complaints()).isEmpty();
            assertThat(watcher.complaints()).isEmpty();
        }
    }

    @Test
    void pagesCallsStreamsAndConsolesGoThroughAProxy(@TempDir Path folder) throws Exception {
        try (Nginx nginx = new Nginx(folder, CONSOLE.home());
                Operator operator = CONSOLE.stranger(nginx.uri("/kvm/"))) {
            operator.page()
                    .setExtraHTTPHeaders(Map.of("X-Forwarded-For", "6.6.6.6", "X-Forwarded-Host", "evil.example"));
            operator.logsIn(ConsoleOnLab.NAME, ConsoleOnLab.PASSWORD);
            Page page = operator.opens("vms/" + vm);
            assertThat(page.context().cookies())
                    .extracting(cookie -> cookie.name, cookie -> cookie.secure)
                    .containsExactlyInAnyOrder(tuple("kloigos_session", true), tuple("kloigos_csrf", true));
            assertThat(CONSOLE.call("GET", "api/v1/events?event_type=user.logged_in&limit=1", "")
                            .findValue("address"))
                    .hasToString("\"127.0.0.1\"");
            operator.press("Pause");
            assertThat(page.locator("#facts")).containsText("paused");
            operator.press("Resume");
            assertThat(page.locator("#facts")).containsText("running");
            operator.follow("Console");
            assertThat(page.locator("#console-status")).hasText("Connected");
            page.waitForSelector("[data-console=vnc][data-connected] canvas");
            operator.follow("Serial");
            page.waitForSelector("[data-console=serial][data-connected] .xterm-rows");
            assertThat(operator.complaints()).isEmpty();
        }
    }

    @Test
    void whatIsTypedOnAHostIsSeenAndACutIsSaidAndMadeUpFor(@TempDir Path folder) throws Exception {
        try (Nginx nginx = new Nginx(folder, CONSOLE.home());
                Operator operator = CONSOLE.operator(nginx.uri("/kvm/"))) {
            Page page = operator.opens("vms");
            page.evaluate("() => { window.isTheSame = true; }");
            assertThat(row(page)).containsText("running");
            onHost("suspend");
            assertThat(row(page)).containsText("paused");
            nginx.stop();
            assertThat(page.locator("#stale")).containsText("Not connected: this is as of ");
            onHost("resume");
            assertThat(row(page)).containsText("paused");
            nginx.start();
            assertThat(row(page)).containsText("running");
            assertThat(page.locator("#stale")).isHidden();
            assertThat(page.evaluate("() => window.isTheSame")).isEqualTo(true);
        }
    }

    @Test
    void aStreamThatIsRefusedIsOpenedAgainAndSoIsThatOfAPageThatComesBack() {
        try (Operator operator = CONSOLE.operator()) {
            operator.page().route("**/events/stream*", route -> route.fulfill(new FulfillOptions().setStatus(503)));
            Page page = operator.opens("vms");
            assertThat(page.locator("#stale")).containsText("Not connected: this is as of ");
            page.unroute("**/events/stream*");
            assertThat(page.locator("#stale")).isHidden();
            operator.complaints();
            // what browsers do with a page that one leaves and comes back to
            page.evaluate("() => window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
            page.evaluate("() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
            assertThat(row(page)).containsText("running");
            onHost("suspend");
            assertThat(row(page)).containsText("paused");
            onHost("resume");
            assertThat(row(page)).containsText("running");
            assertThat(operator.complaints()).isEmpty();
        }
    }
}
