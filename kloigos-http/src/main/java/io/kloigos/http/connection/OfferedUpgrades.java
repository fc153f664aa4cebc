package io.kloigos.http.connection;

import java.io.IOException;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.FilterChainEvent;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpEvents.IncomingHttpUpgradeEvent;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.HttpServerFilter;
import org.glassfish.grizzly.http.server.NetworkListener;

/**
 * Lets clients offer to go over to another protocol, as Java's own HTTP client does with every first request. Grizzly
 * takes the offer for granted, ignores the length of the body and waits for an end that never comes; we stay with
 * HTTP/1.1, where the body is as long as it says.
 */
public final class OfferedUpgrades implements AddOn {
    @Override
    public void setup(NetworkListener listener, FilterChainBuilder chain) {
        chain.add(chain.indexOfType(HttpServerFilter.class), new Decline());
    }

    private static final class Decline extends BaseFilter {
        @Override
        public NextAction handleEvent(FilterChainContext context, FilterChainEvent event) throws IOException {
            if (event instanceof IncomingHttpUpgradeEvent upgrade && !isWebSocket(upgrade.getHttpHeader())) {
                upgrade.getHttpHeader().setIgnoreContentModifiers(false);
                upgrade.getHttpHeader().getUpgradeDC().recycle();
            }
            return context.getInvokeAction();
        }

        private static boolean isWebSocket(HttpHeader header) {
            return "websocket".equalsIgnoreCase(header.getUpgrade());
        }
    }
}
