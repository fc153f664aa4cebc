package io.kloigos.http.console;

import io.kloigos.core.console.ConsoleKind;
import io.kloigos.core.console.ConsoleTicket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where viewers and WebSockets of consoles are: here, unless the environment says otherwise.
 *
 * @param viewer the page that shows a console
 * @param socket the WebSocket that carries it
 */
public record ConsoleAddresses(String viewer, String socket) {
    static final String VIEWER = "/console/noVNC";
    static final String SOCKET = "/console/socket";

    /** As {@code NOVNC_BASE_URL} and {@code NOVNC_WS_BASE} say, else on this server. */
    public static ConsoleAddresses of(String basePath, Map<String, String> environment) {
        return new ConsoleAddresses(
                elsewhere(environment.get("NOVNC_BASE_URL"), basePath + VIEWER),
                elsewhere(environment.get("NOVNC_WS_BASE"), basePath + SOCKET));
    }

    /** Ours go by every name of this server, so they have none. */
    private static String elsewhere(@Nullable String configured, String ours) {
        return configured == null || configured.isBlank()
                ? ours
                : configured.strip().replaceFirst("/+$", "");
    }

    String viewerOf(ConsoleTicket ticket) {
        String kind =
                ticket.kind() == ConsoleKind.VNC ? "" : "&kind=" + ticket.kind().word();
        return viewer + (viewer.contains("?") ? "&" : "?") + "host_id=" + encode(ticket.hostId()) + "&vm_id="
                + ticket.vmId() + "&ticket=" + ticket.secret() + kind;
    }

    String socketOf(ConsoleTicket ticket) {
        return socket + (socket.contains("?") ? "&" : "?") + "ticket=" + ticket.secret();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
