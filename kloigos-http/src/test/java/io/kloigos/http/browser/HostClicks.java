package io.kloigos.http.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.kloigos.ssh.Lab;
import java.util.regex.Pattern;

/** What is done to a host: the second one of the lab, which is not registered yet. */
final class HostClicks {
    static final String HOST = "kvm2";

    private final ConsoleOnLab console;
    private final Operator operator;
    private final Page page;

    HostClicks(ConsoleOnLab console, Operator operator) {
        this.console = console;
        this.operator = operator;
        this.page = operator.page();
    }

    /** Registers it without its key, which is compared and accepted afterwards. */
    void register() {
        Lab.Host host = console.lab().hosts().get(1);
        operator.opens("hosts");
        operator.press("Register host");
        operator.field("register", "Id").fill("kvm 2");
        operator.field("register", "Address").fill(host.address());
        operator.field("register", "SSH user").fill(console.lab().user());
        operator.isRefused("register", "Register", "Id");
        operator.field("register", "Id").fill(HOST);
        operator.press("register", "Register");
        page.waitForURL(Pattern.compile("/hosts/" + HOST + "$"));
        assertThat(page.locator("#notes pre")).containsText(host.hostKey().split(" ")[1]);
        operator.press("Accept it");
        operator.goesOn();
        assertThat(page.locator("#facts")).containsText("ready");
        assertThat(page.locator("#facts")).containsText("QEMU");
    }

    void changeAndTakeOutOfService() throws Exception {
        operator.more("Edit");
        operator.field("edit", "Tags").fill("ssd rack-7");
        operator.press("edit", "Save");
        assertThat(page.locator("#facts")).containsText("rack-7");
        assertThat(console.call("GET", "api/v1/hosts/" + HOST, "").path("tags").toString())
                .isEqualTo("[\"ssd\",\"rack-7\"]");
        operator.press("Maintenance");
        isOutOfService("maintenance");
        operator.more("Mark draining");
        isOutOfService("draining");
        operator.more("Disable");
        isOutOfService("disabled");
        operator.more("VLAN uplink");
        operator.field("uplink", "Interface").fill("no interface");
        operator.isRefused("uplink", "Allow it", "Interface");
        operator.field("uplink", "Interface").fill("eth1");
        operator.press("uplink", "Allow it");
        assertThat(page.locator("#facts")).containsText("eth1");
        operator.more("VLAN uplink");
        operator.press("uplink", "Make none any more");
        operator.goesOn();
        assertThat(page.locator("#facts")).containsText("none: VLAN bridges are not made here");
    }

    private void isOutOfService(String word) throws Exception {
        operator.goesOn();
        assertThat(page.locator("#facts")).containsText(word);
        assertThat(console.call("GET", "api/v1/hosts/" + HOST, "")
                        .path("status")
                        .asText())
                .isEqualTo(word);
        operator.press("Mark ready");
        assertThat(page.locator("#facts")).containsText("ready");
    }

    /** Moves what it has away, and takes its record away. */
    void drainAndRemove() throws Exception {
        operator.opens("hosts/" + HOST);
        operator.more("Drain: move its VMs away");
        operator.press("drain", "Drain");
        page.waitForURL(Pattern.compile("/tasks/[0-9a-f-]{36}$"));
        assertThat(page.locator("#task dl").first()).containsText("succeeded");
        assertThat(console.virsh(1, "list --all --name")).isBlank();
        operator.opens("hosts/" + HOST);
        assertThat(page.locator("#facts")).containsText("draining");
        operator.more("Remove");
        operator.press("remove", "Remove");
        operator.goesOnWith(HOST);
        page.waitForURL(Pattern.compile("/hosts$"));
        assertThat(page.locator("#list")).not().containsText(HOST);
        assertThat(console.call("GET", "api/v1/hosts", "").toString()).doesNotContain("\"" + HOST + "\"");
    }
}
