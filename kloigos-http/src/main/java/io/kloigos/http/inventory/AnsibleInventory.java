package io.kloigos.http.inventory;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.kloigos.core.KloigosException;
import io.kloigos.core.server.Server;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Servers in the form that {@code ansible-inventory} reads from a script: groups of names, and all variables of all hosts
 * under {@code _meta}, so that Ansible asks only once
 * (https://docs.ansible.com/ansible/latest/dev_guide/developing_inventory.html).
 */
final class AnsibleInventory {
    private static final String LABEL = "label.";

    private record All(List<String> hosts, Set<String> children) {}

    private final ObjectWriter writer;
    private final List<String> groupBy;
    private final List<String> hosts = new ArrayList<>();
    private final Map<String, List<String>> groups = new TreeMap<>();

    /** @param groupBy a server's field, or {@code label.NAME}; servers without a value join no group */
    AnsibleInventory(ObjectMapper mapper, List<String> groupBy) {
        this.writer = mapper.writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);
        this.groupBy = List.copyOf(groupBy);
        groupBy.forEach(AnsibleInventory::field);
    }

    /**
     * Writes the document while servers come in; only their names are kept, for the groups behind them. It is left open when
     * that fails: nobody takes the part for the whole.
     */
    @SuppressWarnings("resource") // closing it would write the end
    void write(OutputStream out, Consumer<Consumer<Server>> servers) throws IOException {
        JsonGenerator json = writer.createGenerator(out);
        json.writeStartObject();
        json.writeObjectFieldStart("_meta");
        json.writeObjectFieldStart("hostvars");
        try {
            servers.accept(server -> write(json, server));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        json.writeEndObject();
        json.writeEndObject();
        json.writeFieldName("all");
        writer.writeValue(json, new All(hosts, groups.keySet()));
        for (Map.Entry<String, List<String>> group : groups.entrySet()) {
            json.writeFieldName(group.getKey());
            writer.writeValue(json, Map.of("hosts", group.getValue()));
        }
        json.writeEndObject();
        json.close();
    }

    private void write(JsonGenerator json, Server server) {
        hosts.add(server.hostname());
        for (String key : groupBy) {
            Object value = field(key).apply(server);
            if (value != null) {
                groups.computeIfAbsent(group(key, value), name -> new ArrayList<>())
                        .add(server.hostname());
            }
        }
        try {
            json.writeFieldName(server.hostname());
            writer.writeValue(json, variables(server));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    private static Function<Server, @Nullable Object> field(String key) {
        if (key.startsWith(LABEL)) {
            return server -> server.labels().get(key.substring(LABEL.length()));
        }
        return switch (key) {
            case "service_name" -> Server::serviceName;
            case "status" -> server -> server.status().word();
            case "owner" -> Server::owner;
            case "numa_node" -> Server::numaNode;
            case "ansible_host" -> Server::ansibleHost;
            case "kind" -> server -> server.kind().word();
            case "host_id" -> Server::hostId;
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
