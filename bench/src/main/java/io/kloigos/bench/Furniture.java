package io.kloigos.bench;

import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.json.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What else pages list: networks, storage pools and volumes of each host, images, projects, tasks and events of each VM. */
final class Furniture {
    private static final String NETWORK = Json.write(
            new Network("00000000-0000-4000-8000-000000000001", "default", true, "virbr0", "192.168.122.0/24"));
    private static final String POOL = """
            {"uuid":"00000000-0000-4000-8000-000000000002","name":"default","type":"dir","active":true,"autostart":true,
             "path":"/var/lib/libvirt/images","capacity_bytes":1000000000000,"allocation_bytes":400000000000,
             "available_bytes":600000000000}""";

    private static final List<String> ROWS =
            List.of("""
            insert into host_item (host_id, kind, item_key, observed)
            select host_id, 'volume', concat('default/', name, '.qcow2'), json_object('pool', 'default', 'name',
              concat(name, '.qcow2'), 'path', concat('/var/lib/libvirt/images/', name, '.qcow2'), 'format', 'qcow2',
              'capacity_bytes', 10000000000, 'allocation_bytes', 1000000000) from vm""", """
            insert into image (image_id, name, version, status, format, size_bytes, virtual_size_bytes, volume, created_at)
            select uuid(), concat('image-', seq), '1', 'available', 'qcow2', 1000000, 1000000, concat('image-', seq), created_at
            from vm where seq <= 100""", """
            insert ignore into project (project_id, name, created_at)
            select distinct project_id, concat('Project ', project_id), utc_timestamp(3) from vm""", """
            insert into task (task_id, type, status, target, host_id, project_id, params, detail, actor, created_at,
              completed_at)
            select uuid(), 'vm.provision', 'succeeded', concat('vm:', vm_id), host_id, project_id, '{}',
              concat('Make VM ', name), 'bench', created_at, created_at from vm""", """
            insert into event (type, message, actor, target, created_at)
            select 'vm.created', concat('VM ', name, ' was created'), 'bench', concat('vm:', vm_id), created_at from vm""", "analyze table host_item, image, project, task, event");

    private Furniture() {}

    static void insert(Connection connection) throws SQLException {
        try (PreparedStatement items = connection.prepareStatement(
                        "insert into host_item (host_id, kind, item_key, observed) select host_id, ?, 'default', ? from host");
                Statement statement = connection.createStatement()) {
            insert(items, "network", NETWORK);
            insert(items, "storage_pool", POOL);
            for (String rows : ROWS) {
                statement.execute(rows);
            }
        }
        connection.commit();
    }

    private static void insert(PreparedStatement items, String kind, String observed) throws SQLException {
        items.setString(1, kind);
        items.setString(2, observed);
        items.executeUpdate();
    }
}
