package io.kloigos.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.Caller;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.JumpHost;
import io.kloigos.core.observation.WatchSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The machine through which a host is reached, as the CMDB keeps it. */
class HostJumpIT {
    private static final Caller ANN = Caller.of("ann");
    private static final JumpHost BASTION = new JumpHost("bastion", 2222, "ann", "ssh-ed25519 AAAA");

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private static HostRegistration through(@Nullable JumpHost jump) {
        return new HostRegistration(
                "h1",
                "h1",
                "10.0.0.1",
                22,
                "kloigos",
                HostRegistration.SYSTEM_URI,
                0,
                0,
                null,
                true,
                List.of(),
                null,
                jump);
    }

    @Test
    void aJumpHostIsKeptUntilTheHostIsRegisteredWithoutOne() {
        FakeHypervisors hypervisors = new FakeHypervisors();
        hypervisors.host("10.0.0.1");
        try (Kloigos kloigos =
                Kloigos.open(new KloigosConfig(mariaDb.database(), WatchSettings.defaults()), hypervisors)) {
            HostService hosts = kloigos.hosts();
            assertThat(hosts.register(ANN, through(BASTION)).endpoint().jump()).isEqualTo(BASTION);
            assertThat(hosts.list(HostQuery.newest(1))).extracting(Host::jump).containsExactly(BASTION);
            assertThat(hosts.register(ANN, through(null)).jump()).isNull();
        }
    }
}
