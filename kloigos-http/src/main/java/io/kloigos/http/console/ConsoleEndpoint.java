package io.kloigos.http.console;

import io.kloigos.core.console.ConsoleService;
import io.kloigos.http.security.Credentials;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import org.glassfish.tyrus.core.TyrusSession;
import org.jspecify.annotations.Nullable;

/** One WebSocket of a console; public because Tyrus calls it by reflection. */
public final class ConsoleEndpoint extends Endpoint {
    private final ConsoleService consoles;
    private final Credentials credentials;
    private final Executor threads;
    private volatile @Nullable ConsoleBridge bridge;

    ConsoleEndpoint(ConsoleService consoles, Credentials credentials, Executor threads) {
        this.consoles = consoles;
        this.credentials = credentials;
        this.threads = threads;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        ConsoleBridge opened = new ConsoleBridge(consoles, session, threads);
        bridge = opened;
        session.setMaxIdleTimeout(0);
        session.addMessageHandler(ByteBuffer.class, (MessageHandler.Whole<ByteBuffer>) opened::typed);
        String ticket = session.getRequestParameterMap()
                .getOrDefault("ticket", List.of(""))
                .get(0);
        String address = session instanceof TyrusSession tyrus ? tyrus.getRemoteAddr() : null;
        Upgrade upgrade = Upgrade.of(session);
        threads.execute(() -> opened.carry(ticket, () -> upgrade.caller(credentials, address)));
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        gone();
    }

    @Override
    public void onError(Session session, Throwable failure) {
        gone();
    }

    private void gone() {
        ConsoleBridge now = bridge;
        if (now != null) {
            now.gone();
        }
    }
}
