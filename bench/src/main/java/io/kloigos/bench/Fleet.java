package io.kloigos.bench;

import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.json.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;

/** Hosts, their VMs and a pool of servers in the database, as if they were watched by another engine. */
record Fleet(int hosts) {
    static final int VMS = 20_000;

    private static final int AT_ONCE = 1000;

    static String name(int vm) {
        return "vm-%05d".formatted(vm);
    }

    String host(int vm) {
        return "host-%03d".formatted(vm % hosts);
    }

    void insert(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            // an engine that is seen for days to come keeps its hosts
            statement.execute("insert into instance (instance_id, started_at, seen_at)"
                    + " values (uuid(), utc_timestamp(3), utc_timestamp(3) + interval 10 day)");
            for (int host = 0; host < hosts; host++) {
                statement.execute("""
                        insert into host (host_id, name, address, port, ssh_user, libvirt_uri, connection, cpu_cores,
                          memory_mb, tags, created_at, observed_at, owner_instance)
                        select '%1$s', '%1$s', '192.0.2.1', 22, 'bench', 'qemu:///system', 'ready', 64, 524288, '[]',
                          utc_timestamp(3), utc_timestamp(3), instance_id
                        from instance order by seen_at desc limit 1""".formatted(host(host)));
            }
        }
        connection.commit();
        insertVms(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    insert into server (hostname, ansible_host, numa_node, kind, status, service_name, started_at, owner,
                      labels, vm_id, host_id, created_at)
                    select name, concat(name, '.example.org'), 0, 'vm', 'running', concat('svc-', seq % 200), created_at,
                      'bench', labels, vm_id, host_id, created_at from vm""");
            statement.execute("analyze table host, vm, domain, server");
        }
        connection.commit();
    }

    private void insertVms(Connection connection) throws SQLException {
        try (PreparedStatement vm = connection.prepareStatement("""
                        insert into vm (vm_id, host_id, name, domain_name, phase, cpu_cores, memory_mb, image, labels,
                          annotations, project_id, created_at)
                        values (?, ?, ?, ?, 'active', 2, 4096, 'debian-12', ?, '{}', ?, utc_timestamp(3))""");
                PreparedStatement domain = connection.prepareStatement("""
                        insert into domain (host_id, vm_id, name, state, observed, observed_at)
                        values (?, ?, ?, ?, ?, utc_timestamp(3))""")) {
            for (int i = 0; i < VMS; i++) {
                add(vm, domain, i);
                if (i % AT_ONCE == AT_ONCE - 1) {
                    vm.executeBatch();
                    domain.executeBatch();
                    connection.commit();
                }
            }
        }
    }

    private void add(PreparedStatement vm, PreparedStatement domain, int i) throws SQLException {
        UUID id = UUID.randomUUID();
        vm.setString(1, id.toString());
        vm.setString(2, host(i));
        vm.setString(3, name(i));
        vm.setString(4, name(i));
        vm.setString(5, "{\"tier\":\"t" + i % 10 + "\",\"app\":\"app-" + i % 1000 + "\"}");
        vm.setString(6, "p" + i % 50);
        vm.addBatch();
        domain.setString(1, host(i));
        domain.setString(2, id.toString());
        domain.setString(3, name(i));
        domain.setString(4, state(i).word());
        domain.setString(5, Json.write(observed(id, i)));
        domain.addBatch();
    }

    private static PowerState state(int i) {
        return i % 10 == 0 ? PowerState.STOPPED : PowerState.RUNNING;
    }

    private static Domain observed(UUID id, int i) {
        String disk = "/var/lib/libvirt/images/" + name(i);
        String mac = "52:54:00:%02x:%02x:%02x".formatted(i >> 16, i >> 8 & 255, i & 255);
        return new Domain(
                id,
                name(i),
                state(i),
                true,
                2,
                4096,
                List.of(
                        new Domain.Disk("vda", "disk", "qcow2", disk + ".qcow2"),
                        new Domain.Disk("sda", "cdrom", "raw", disk + "-seed.iso")),
                List.of(new Domain.Nic("default", mac)),
                null,
                true,
                List.of("10.%d.%d.%d".formatted(i >> 16, i >> 8 & 255, i & 255)),
                new Stamp("bench", 1));
    }
}
