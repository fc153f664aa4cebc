package io.kloigos.http.inventory;

import io.kloigos.core.KloigosException;
import io.kloigos.core.server.Server;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Servers in the form that {@code ansible-inventory} reads from a script: groups of names, and all variables of all hosts
 * under {@code _meta}, so that Ansible asks only once
 * (https://docs.ansible.com/ansible/latest/dev_guide/developing_inventory.html).
 */
final class AnsibleInventory {
    private static final String LABEL = "label.";

    private record All(Set<String> hosts, Set<String> children) {}

    private final List<String> groupBy;
    private final Map<String, Object> hostVars = new LinkedHashMap<>();
    private final Map<String, List<String>> groups = new TreeMap<>();

    /** @param groupBy a server's field, or {@code label.NAME}; servers without a value join no group */
    AnsibleInventory(List<String> groupBy) {
        this.groupBy = List.copyOf(groupBy);
    }

    void add(Server server) {
        hostVars.put(server.hostname(), variables(server));
        for (String key : groupBy) {
            Object value = value(server, key);
            if (value != null) {
                groups.computeIfAbsent(group(key, value), name -> new ArrayList<>())
                        .add(server.hostname());
            }
        }
    }

    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("_meta", Map.of("hostvars", hostVars));
        document.put("all", new All(hostVars.keySet(), groups.keySet()));
        groups.forEach((name, hosts) -> document.put(name, Map.of("hosts", hosts)));
        return document;
    }

    private static Map<String, Object> variables(Server server) {
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("ansible_host", server.ansibleHost());
        variables.put("numa_node", server.numaNode());
        variables.put("service_name", server.serviceName());
        variables.put("started_at", server.startedAt());
        variables.put("owner", server.owner());
        variables.put("status", server.status());
        variables.put("labels", server.labels());
        variables.put("kind", server.kind());
        variables.put("host_id", server.hostId());
        variables.put("vm_id", server.vmId());
        return variables;
    }

    private static @Nullable Object value(Server server, String key) {
        if (key.startsWith(LABEL)) {
            return server.labels().get(key.substring(LABEL.length()));
        }
        return switch (key) {
            case "service_name" -> server.serviceName();
            case "status" -> server.status().word();
            case "owner" -> server.owner();
            case "numa_node" -> server.numaNode();
            case "ansible_host" -> server.ansibleHost();
            case "kind" -> server.kind().word();
            case "host_id" -> server.hostId();
            default ->
                throw KloigosException.invalid(
                        "group_by",
                        "must be service_name, status, owner, numa_node, ansible_host, kind, host_id or label.NAME");
        };
    }

    /** A service's group bears its name; other groups say what they go by, so that no two kinds meet. */
    private static String group(String key, Object value) {
        String name = key.equals("service_name") ? value.toString() : key + "_" + value;
        String safe = name.replaceAll("[^A-Za-z0-9_]", "_");
        // Ansible wants an identifier, and these two names are its own
        boolean taken = Character.isDigit(safe.charAt(0)) || safe.equals("all") || safe.equals("ungrouped");
        return taken ? "_" + safe : safe;
    }
}
