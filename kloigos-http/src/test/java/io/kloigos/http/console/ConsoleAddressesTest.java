package io.kloigos.http.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.console.ConsoleKind;
import io.kloigos.core.console.ConsoleTicket;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Where tickets of consoles lead. */
class ConsoleAddressesTest {
    private static final UUID VM = UUID.fromString("11111111-2222-4333-8444-555555555555");

    private static ConsoleTicket ticket(ConsoleKind kind) {
        return new ConsoleTicket(VM, "kvm 1", kind, "s3cret", Instant.EPOCH);
    }

    @Test
    void withoutSettingsTheyLeadHere() {
        ConsoleAddresses here = ConsoleAddresses.of("/kvm", Map.of("NOVNC_WS_BASE", " "));
        assertThat(here.viewerOf(ticket(ConsoleKind.VNC)))
                .isEqualTo("/kvm/console/noVNC?host_id=kvm+1&vm_id=" + VM + "&ticket=s3cret");
        assertThat(here.viewerOf(ticket(ConsoleKind.SERIAL))).endsWith("&ticket=s3cret&kind=serial");
        assertThat(here.socketOf(ticket(ConsoleKind.VNC))).isEqualTo("/kvm/console/socket?ticket=s3cret");
    }

    @Test
    void theEnvironmentSendsThemElsewhere() {
        ConsoleAddresses elsewhere = ConsoleAddresses.of(
                "/kvm",
                Map.of(
                        "NOVNC_BASE_URL",
                        "https://novnc.example/view?theme=dark",
                        "NOVNC_WS_BASE",
                        "wss://ws.example/"));
        assertThat(elsewhere.viewerOf(ticket(ConsoleKind.VNC)))
                .isEqualTo("https://novnc.example/view?theme=dark&host_id=kvm+1&vm_id=" + VM + "&ticket=s3cret");
        assertThat(elsewhere.socketOf(ticket(ConsoleKind.VNC))).isEqualTo("wss://ws.example?ticket=s3cret");
    }
}
