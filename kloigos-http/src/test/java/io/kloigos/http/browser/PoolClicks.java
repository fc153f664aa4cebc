package io.kloigos.http.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.regex.Pattern;

/** What is done to the pool: filled, claimed from, emptied; of machines, a host's nodes, and VMs that are made for it. */
final class PoolClicks {
    private final ConsoleOnLab console;
    private final Operator operator;
    private final Page page;

    PoolClicks(ConsoleOnLab console, Operator operator) {
        this.console = console;
        this.operator = operator;
        this.page = operator.page();
    }

    void fill() {
        operator.opens("servers");
        operator.press("Import");
        operator.field("import", "Servers").fill("- hostname: srv1_n0\n");
        operator.isRefused("import", "Import", "Servers");
        operator.field("import", "Format").selectOption("text/csv");
        operator.field("import", "Servers").fill("hostname,ansible_host,numa_node\nsrv1_n0,10.0.0.5,0\n");
        operator.press("import", "Import");
        assertThat(page.locator("#list tbody")).containsText("srv1_n0");
        operator.press("Add server");
        operator.field("add", "Name").fill("srv1_n1");
        operator.field("add", "Address").fill("10.0.0.5");
        operator.field("add", "NUMA node").fill("-1");
        operator.isRefused("add", "Add", "NUMA node");
        operator.field("add", "NUMA node").fill("1");
        operator.press("add", "Add");
        assertThat(page.locator("#list tbody tr")).hasCount(2);
        operator.opens("hosts/kvm1");
        operator.more("Add to the pool");
        operator.field("pool", "A server for").selectOption("host");
        operator.press("pool", "Add");
        page.waitForURL(Pattern.compile("/servers$"));
        assertThat(page.locator("#list tbody tr")).hasCount(3);
    }

    void claimReleaseAndRemove() throws Exception {
        operator.press("Claim");
        operator.field("claim", "Service").fill("shop");
        operator.press("claim", "Claim");
        Locator release = page.locator("#list tbody button:has-text('Release')");
        assertThat(release).hasCount(1);
        assertThat(console.call("GET", "servers", "").toString()).contains("\"shop\"");
        release.click();
        operator.goesOn();
        assertThat(release).hasCount(0);
        operator.follow("srv1_n0");
        operator.press("Maintenance");
        assertThat(page.locator("#facts")).containsText("maintenance");
        operator.press("Remove");
        operator.goesOnWith("srv1_n0");
        page.waitForURL(Pattern.compile("/servers$"));
        operator.field("Select all").check();
        Operator.button(page.locator("[data-bulk]"), "Remove").click();
        operator.goesOnWith("2");
        assertThat(page.locator("#list")).containsText("The pool is empty");
        assertThat(console.call("GET", "servers", "").toString()).doesNotContain("srv1_n1");
    }

    void claimAVm() throws Exception {
        operator.opens("vm-templates");
        operator.press("Create template");
        operator.field("create", "Name").fill("small");
        operator.field("create", "Image").selectOption(ConsoleOnLab.IMAGE + ":1");
        operator.field("create", "Memory in MiB").fill("128");
        operator.press("create", "Create");
        page.waitForURL(Pattern.compile("/vm-templates/small$"));
        operator.press("Claim a VM");
        operator.field("claim", "Service").fill("cache");
        operator.press("claim", "Claim");
        page.waitForURL(Pattern.compile("/(servers|tasks)/.+"));
        operator.opens("servers?service_name=cache");
        operator.field("Select all").check();
        JsonNode claimed = console.call("GET", "servers?service_name=cache", "");
        String vm = claimed.findValue("vm_id").asText();
        int host = claimed.findValue("host_id").asText().equals("kvm1") ? 0 : 1;
        assertThat(console.virsh(host, "domstate " + vm)).startsWith("running");
        Operator.button(page.locator("[data-bulk]"), "Release").click();
        operator.goesOn();
        assertThat(page.locator("#list")).containsText("No server matches");
        console.awaitVirshWithout(host, "list --all --uuid", vm);
        operator.opens("vm-templates/small");
        operator.press("Delete");
        operator.goesOnWith("small");
        page.waitForURL(Pattern.compile("/vm-templates$"));
        assertThat(page.locator("#list")).containsText("There are no VM templates");
    }
}
