package io.kloigos.core.runbook;

import io.kloigos.core.KloigosException;
import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostService;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmService;
import java.util.Map;
import java.util.UUID;

/** Values that are what hosts and VMs are at the moment of a step. */
final class Lookups {
    private final HostService hosts;
    private final VmService vms;

    Lookups(HostService hosts, VmService vms) {
        this.hosts = hosts;
        this.vms = vms;
    }

    String get(String name, Map<String, String> values) {
        return name.startsWith("host.") ? ofHost(name, values) : ofVm(name, values);
    }

    private String ofHost(String name, Map<String, String> values) {
        Host host = hosts.get(given("host_id", name, values));
        return name.equals("host.status") ? host.status().word() : host.name();
    }

    private String ofVm(String name, Map<String, String> values) {
        Vm vm = vms.get(UUID.fromString(given("vm_id", name, values)));
        return switch (name) {
            case "vm.name" -> vm.name();
            case "vm.host_id" -> vm.hostId();
            default -> vm.powerState().word();
        };
    }

    private static String given(String id, String name, Map<String, String> values) {
        String value = values.getOrDefault(id, "");
        if (value.isEmpty()) {
            throw KloigosException.invalid(id, "must be given: the runbook names ${" + name + "}");
        }
        return value;
    }
}
