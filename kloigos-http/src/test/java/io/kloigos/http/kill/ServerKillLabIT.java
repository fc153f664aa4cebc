package io.kloigos.http.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.ssh.Lab;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The server's process is killed in the middle of tasks, where a step's effect was made but is not recorded, and where a move is
 * under way; then started again. The task must end by itself, and host and database agree. {@code TaskKillLabIT} has every kind
 * of task die at each of its changes, within one process.
 *
 * <p>The moment is hit exactly: a trigger in the database holds up the write that marks it.
 */
class ServerKillLabIT {
    private static final String VIRSH = "virsh -c qemu:///system -q ";
    private static final String BASE = "kill-test-base.qcow2";

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final Lab lab = Lab.running();
    private ServerProcess server;
    private String before;

    @BeforeEach
    void startWithAHostAndAnImage() {
        server = start();
        Lab.Host host = lab.hosts().get(0);
        lab.ssh(
                0,
                VIRSH + "vol-delete --pool default " + BASE + " 2>/dev/null;" + VIRSH + "vol-create-as default " + BASE
                        + " 64M --format qcow2");
        before = onHost();
        register(host);
    }

    private void register(Lab.Host host) {
        JsonNode registered = server.post(
                "/api/v1/hosts/register",
                """
                {"host_id":"%s","name":"%s","address":"%s","cpu_cores":0,"memory_mb":0,"libvirt_uri":"qemu:///system",
                 "user":"%s","host_key":"%s"}""".formatted(host.name(), host.name(), host.address(), lab.user(), host.hostKey()),
                200);
        assertThat(registered.path("status").asText()).isEqualTo("ready");
    }

    @AfterEach
    void stop() {
        server.close();
        lab.ssh(0, VIRSH + "vol-delete --pool default " + BASE);
    }

    private ServerProcess start() {
        return ServerProcess.on(mariaDb.database(), lab.key());
    }

    /** All domains and volumes, as the host itself tells them. */
    private String onHost() {
        return onHost(0);
    }

    private String onHost(int host) {
        return lab.ssh(host, VIRSH + "list --all --uuid; " + VIRSH + "vol-list default");
    }

    private String provision(String name) {
        return server.post("/api/v1/vms/provision", """
                        {"host_id":"kvm1","name":"%s","cpu_cores":1,"memory_mb":64,"image":"%s"}""".formatted(name, BASE), 202, "Prefer", "respond-async")
                .path("task_id")
                .asText();
    }

    private String delete(String vmId) {
        return server.send("DELETE", "/api/v1/vms/" + vmId + "?now=true", "", 202, "Prefer", "respond-async")
                .path("task_id")
                .asText();
    }

    private interface Request {
        String taskId();
    }

    /** Lets the request run until that step is about to be marked so, kills the server, starts it, and sees the end. */
    private JsonNode endOfTaskKilledAt(String step, String status, Request request) throws SQLException {
        try (Connection connection = mariaDb.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    create or replace trigger hold before update on task_step for each row
                    begin
                      if new.name = '%s' and new.status = '%s' then do sleep(120); end if;
                    end""".formatted(step, status));
            String taskId = request.taskId();
            long held = Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> heldConnection(statement), id -> id > 0);
            server.kill();
            statement.execute("kill connection " + held);
            Awaitility.await().until(() -> heldConnection(statement) == 0);
            statement.execute("drop trigger hold");
            server = start();
            return Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(
                            () -> server.get("/api/v1/tasks/" + taskId),
                            task -> task.path("completed_at").isTextual());
        }
    }

    private static long heldConnection(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery(
                "select id from information_schema.processlist where state = 'User sleep' and db = database()")) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** A VM's id out of its task's target. */
    private static String vmId(JsonNode task) {
        return task.path("target").asText().substring("vm:".length());
    }

    private void assertThereIsOne(String vmId, String point) {
        assertThat(server.get("/api/v1/vms")).as(point).hasSize(1);
        assertThat(server.get("/api/v1/vms/" + vmId).path("phase").asText())
                .as(point)
                .isEqualTo("active");
        List<String> expected = new ArrayList<>(before.lines().toList());
        assertThat(onHost().lines().toList())
                .as(point)
                .hasSize(expected.size() + 3)
                .contains(vmId);
        assertThat(lab.ssh(0, VIRSH + "domstate " + vmId).strip()).as(point).isEqualTo("running");
    }

    private void assertThereIsNone(String point) {
        assertThat(server.get("/api/v1/vms")).as(point).isEmpty();
        assertThat(onHost()).as(point).isEqualTo(before);
    }

    @Test
    void aProvisionIsFinishedAndADeleteToo() throws SQLException {
        for (String step : List.of("create-disk", "define", "start")) {
            JsonNode task = endOfTaskKilledAt(step, "done", () -> provision("web-01"));
            assertThat(task.path("status").asText()).as(step + ": " + task).isEqualTo("succeeded");
            String vmId = vmId(task);
            assertThereIsOne(vmId, step);
            if (step.equals("define")) {
                task = endOfTaskKilledAt("undefine", "done", () -> delete(vmId));
                assertThat(task.path("status").asText()).as(task.toString()).isEqualTo("succeeded");
            } else {
                server.send("DELETE", "/api/v1/vms/" + vmId + "?now=true", "", 200);
            }
            assertThereIsNone(step);
        }
    }

    @Test
    void aProvisionThatCannotSucceedIsUndone() throws SQLException {
        lab.ssh(
                0,
                VIRSH + "define /dev/stdin <<'E'\n<domain type='qemu'><name>taken</name><memory>65536</memory>"
                        + "<os><type>hvm</type></os></domain>\nE");
        before = onHost();
        try {
            JsonNode task = endOfTaskKilledAt("write-seed", "undone", () -> provision("taken"));
            assertThat(task.path("status").asText()).isEqualTo("failed");
            assertThat(task.path("error").asText()).contains("belongs to another domain");
            assertThereIsNone("undone");
        } finally {
            lab.ssh(0, VIRSH + "undefine taken");
        }
    }

    /** There and back: it is on one host at each end, and nothing of it on the other. */
    @Test
    void aMoveIsFinished() throws SQLException {
        register(lab.hosts().get(1));
        String beforeThere = onHost(1);
        String vmId = server.post("/api/v1/vms/provision", """
                        {"host_id":"kvm1","name":"moves","cpu_cores":1,"memory_mb":64,"disk_size_gb":1}""", 200)
                .path("vm")
                .path("vm_id")
                .asText();
        int at = 0;
        for (String point : List.of("migrate running", "migrate done")) {
            String target = lab.hosts().get(1 - at).name();
            String[] words = point.split(" ");
            JsonNode task = endOfTaskKilledAt(
                    words[0],
                    words[1],
                    () -> server.post(
                                    "/api/v1/vms/" + vmId + "/migrate",
                                    "{\"target_host_id\":\"" + target + "\"}",
                                    202,
                                    "Prefer",
                                    "respond-async")
                            .path("task_id")
                            .asText());
            assertThat(task.path("status").asText())
                    .as(point + ": " + task.path("error").asText())
                    .isEqualTo("succeeded");
            assertThat(onHost(at)).as(point).isEqualTo(at == 0 ? before : beforeThere);
            at = 1 - at;
            assertThat(server.get("/api/v1/vms/" + vmId).path("host_id").asText())
                    .isEqualTo(target);
            assertThat(lab.ssh(at, VIRSH + "domstate " + vmId).strip())
                    .as(point)
                    .isEqualTo("running");
        }
        server.send("DELETE", "/api/v1/vms/" + vmId + "?now=true", "", 200);
        assertThereIsNone("moved and deleted");
    }
}
