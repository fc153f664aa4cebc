package io.kloigos.http.browser;

import java.util.Map;
import java.util.UUID;

/** Something of each kind, so that each page has something to show. */
final class Things {
    private static final Map<String, String> MADE_BY_CALLS = Map.of(
            "api/v1/projects", "{\"project_id\":\"shop\",\"name\":\"shop\",\"description\":\"The web shop\"}",
            "api/v1/policies", "{\"name\":\"small\",\"category\":\"compute\",\"spec\":{\"max_cpu_cores\":16}}",
            "api/v1/runbooks/templates", """
                    {"name":"nightly","description":"What is done at night",
                     "steps":[{"name":"take","verb":"vm.snapshot","with":{"vm_id":"${vm_id}","name":"nightly"}}]}""",
            "api/v1/security-groups", "{\"name\":\"web\",\"rules\":[]}",
            "api/v1/webhooks", "{\"url\":\"https://hooks.example.invalid/kloigos\",\"event_types\":[\"vm.*\"]}",
            "api/v1/vm-templates", """
                    {"name":"small","description":"For tests",
                     "vm":{"cpu_cores":1,"memory_mb":128,"image":"guest"}}""",
            "servers", "{\"hostname\":\"srv1_n0\",\"ansible_host\":\"10.9.0.1\",\"numa_node\":0}");

    private Things() {}

    static void make(ConsoleOnLab console) throws Exception {
        for (Map.Entry<String, String> each : MADE_BY_CALLS.entrySet()) {
            console.call("POST", each.getKey(), each.getValue());
        }
        UUID vm = console.makesVm("web-01", "kvm1");
        console.call("POST", "api/v1/vms/" + vm + "/metadata", "{\"labels\":{\"tier\":\"web\"}}");
        console.makesVm("db-01", "kvm2");
        console.call("POST", "api/v1/runbooks/schedules", """
                {"runbook_name":"vm-snapshot","cron":"0 3 * * *","vm_id":"%s"}""".formatted(vm));
        console.call("POST", "api/v1/vms/" + vm + "/snapshots", "{\"name\":\"before-update\"}");
        console.call("POST", "provision", "{\"name\":\"shop\"}");
        whatFails(console);
    }

    private static void whatFails(ConsoleOnLab console) throws Exception {
        console.call("POST", "api/v1/hosts/register", """
                {"host_id":"kvm9","address":"127.0.0.1","port":1,"trust_on_first_use":true}""");
        console.call("POST", "api/v1/images/import", """
                {"host_id":"kvm1","name":"debian-12","source_url":"http://127.0.0.1:1/debian-12.qcow2"}""");
    }
}
