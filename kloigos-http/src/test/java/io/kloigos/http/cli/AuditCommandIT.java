package io.kloigos.http.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.DatabaseConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.server.Server;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine.ExitCode;

/** {@code kloigos audit verify} on the database of a server that has ended. */
class AuditCommandIT {
    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final StringWriter out = new StringWriter();

    private int verify(String... more) {
        out.getBuffer().setLength(0);
        DatabaseConfig.Server database = mariaDb.database();
        String[] access = {
            "audit",
            "verify",
            "--db-url",
            database.url(),
            "--db-user",
            database.user(),
            "--db-password",
            database.password()
        };
        String[] all = java.util.stream.Stream.of(access, more)
                .flatMap(java.util.Arrays::stream)
                .toArray(String[]::new);
        return Kloigos.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(out, true))
                .execute(all);
    }

    private void happen() {
        try (io.kloigos.core.Kloigos engine = io.kloigos.core.Kloigos.open(
                new KloigosConfig(mariaDb.database(), WatchSettings.defaults()), new FakeHypervisors())) {
            engine.servers().importAll(Caller.of("ann"), List.of(Server.free("s1", "10.0.0.1", 0)));
            await().until(() -> engine.auditLog().verify(null).events() > 0);
        }
    }

    @Test
    void itEndsWellUntilAByteIsChanged() throws Exception {
        happen();
        assertThat(verify()).as(out.toString()).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("are as they were sealed, from block 0 on");
        String newest = out.toString().replaceFirst("(?s).*newest block (\\S+)\\s*", "$1");
        assertThat(verify("--known", newest)).isEqualTo(ExitCode.OK);
        assertThat(verify("--known", "nonsense")).isEqualTo(ExitCode.SOFTWARE);
        try (Connection connection = mariaDb.connect()) {
            connection.createStatement().execute("update event set actor = 'anN' where event_id = 1");
        }
        assertThat(verify()).isEqualTo(ExitCode.SOFTWARE);
        assertThat(out.toString())
                .contains("block 1: ")
                .contains("not as it was sealed")
                .doesNotContain("are as they");
    }
}
